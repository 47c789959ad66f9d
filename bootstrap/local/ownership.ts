import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes this process the only one that runs a system over the folder; the answer gives the folder up again.
 *
 * @throws Error when another running process has it.
 */
export async function takeOver(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'owner')
  await mkdir(folder, { recursive: true })
  const [pid, birth] = (await readFile(file, 'utf8').catch(() => '')).split(' ')
  if (pid && (await birthOf(pid)) === birth)
    throw new Error(`Tiketi is already running over ${folder}: end process ${pid} first.`)
  await writeFile(file, `${process.pid} ${await birthOf(process.pid)}`)
  return () => rm(file, { force: true })
}

/** When a process began, in ticks since the machine did: with its id, this names it for good. */
async function birthOf(pid: number | string): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The second field is a name in parentheses that may hold anything; the 20th after it is the time (proc(5)).
  return line?.slice(line.lastIndexOf(')') + 2).split(' ')[19]
}
