import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { copyTree } from './copy-tree.ts'

/** Contents that mean nothing to another server; write-ahead log comes from the archive (PostgreSQL 16, 26.3.4). */
const LEFT_OUT = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pgsql_tmp',
  'postmaster.pid',
  'postmaster.opts',
  'pg_internal.init',
])

/** Where everything lies from which a server can be made again. */
export interface Archive {
  /** Segments of the write-ahead log, as the server closed them. */
  wal: string
  /** The data directory as it was copied under way. */
  base: string
}

/**
 * Tells a server to keep its write-ahead log in the archive from its next start on, at most `timeoutSeconds` behind.
 * Commits carry their time from then on, too.
 */
export async function startArchiving(client: pg.Client, folder: string, timeoutSeconds: number): Promise<Archive> {
  const archive = { wal: join(folder, 'wal'), base: join(folder, 'base') }
  await mkdir(archive.wal, { recursive: true })
  const kept = inShell(join(archive.wal, '%f'))
  // Renamed when whole, never over another; one that is there already, from before a crash, is fine if it is the same.
  const copy = `test ! -e ${kept} && cp %p ${kept}.part && sync ${kept}.part && mv ${kept}.part ${kept}`
  const settings = {
    archive_mode: 'on',
    archive_command: `cmp -s %p ${kept} || { ${copy}; }`,
    archive_timeout: String(timeoutSeconds),
    track_commit_timestamp: 'on',
  }
  for (const [name, value] of Object.entries(settings))
    await client.query(`alter system set ${name} = ${pg.escapeLiteral(value)}`)
  return archive
}

/** Copies the data directory of a server at work. Restoring needs the log from before it began until after it ended. */
export async function takeBaseBackup(client: pg.Client, { base }: Archive): Promise<{ bytes: number }> {
  const { rows: before } = await client.query<{ data_directory: string }>('show data_directory')
  await client.query(`select pg_backup_start('base', fast => true)`)
  const bytes = await copyTree(before[0]!.data_directory, base, LEFT_OUT)
  // Also waits until the log that the copy needs is in the archive.
  const { rows: after } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop()')
  await writeFile(join(base, 'backup_label'), after[0]!.labelfile)
  return { bytes }
}

/** Waits for nothing: whether all that is committed until now lies in the archive. */
export async function isArchived(client: pg.Client, lsn: string): Promise<boolean> {
  const { rows } = await client.query<{ archived: boolean }>(
    'select coalesce(last_archived_wal >= pg_walfile_name($1), false) as archived from pg_stat_archiver',
    [lsn],
  )
  return rows[0]!.archived
}

/** A path as a word for the shell in a setting where % stands for something, but for %f, which stays what it is. */
export function inShell(path: string): string {
  return `'${path.replaceAll("'", "'\\''").replaceAll(/%(?!f)/g, '%%')}'`
}
