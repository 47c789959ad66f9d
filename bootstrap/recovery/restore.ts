import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type Archive, inShell } from './archive.ts'
import { copyTree } from './copy-tree.ts'

interface Restore {
  archive: Archive
  /** Is not there yet. The server that is started over it replays, becomes a primary, and only then takes connections. */
  dataDir: string
  /** The last instant whose commits come back, as PostgreSQL writes it; else all that the archive has. */
  until?: string
}

/** Lays out a data directory out of which a server brings itself back to a chosen instant. */
export async function restore({ archive, dataDir, until }: Restore): Promise<void> {
  await copyTree(archive.base, dataDir)
  const settings = {
    restore_command: `cp ${inShell(join(archive.wal, '%f'))} %p`,
    recovery_target_timeline: 'current',
    recovery_target_action: 'promote',
    // Two restores from one archive would each write a second timeline into it: a new server begins a new archive.
    archive_mode: 'off',
    ...(until && { recovery_target_time: until }),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${pg.escapeLiteral(value)}\n`)
  // The last line about a setting counts.
  await appendFile(join(dataDir, 'postgresql.auto.conf'), lines.join(''))
  await writeFile(join(dataDir, 'recovery.signal'), '')
}
