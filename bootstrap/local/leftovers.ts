import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

const MARK = 'TIKETI_RUN'

/** Marks an environment, and so all that is started with it, as belonging to the run over this folder. */
export function runMark(folder: string): Record<string, string> {
  const outer = process.env[MARK]
  return { [MARK]: outer ? `${outer}:${folder}` : folder }
}

/**
 * Ends the processes of an earlier run over the same folder that was killed before it could end them. They are known by
 * the run's mark in their environment, so a process id that meanwhile went to a stranger is never touched.
 */
export async function endLeftovers(folder: string): Promise<number> {
  const found = await marked(folder)
  // By SIGTERM, PostgreSQL would wait for its clients.
  for (const pid of found) signal(pid, 'SIGINT')
  for (let waited = 0; waited < 5_000 && (await marked(folder)).length > 0; waited += 100) await wait(100)
  for (const pid of await marked(folder)) signal(pid, 'SIGKILL')
  return found.length
}

async function marked(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
  const own = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      const mark = environment.split('\0').find((line) => line.startsWith(`${MARK}=`))
      return (
        pid !== process.pid &&
        !!mark
          ?.slice(MARK.length + 1)
          .split(':')
          .includes(folder)
      )
    }),
  )
  return pids.filter((_, at) => own[at])
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself between being found and being told.
  }
}
