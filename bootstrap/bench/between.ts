import { cpuSeconds } from '../proof/process-use.ts'

/** Our work between two halves of the limit's, so that a machine that grows slower or faster treats both alike. */
export async function between<T extends { perSecond: number }>(limit: () => Promise<number>, ours: () => Promise<T>) {
  const before = await limit()
  const mine = await ours()
  const after = await limit()
  return { ...mine, ours: mine.perSecond, limit: (before + after) / 2 }
}

/** How many pieces of work a process does in a second of its processor time. */
export async function weighed<T>(pid: number, amount: number, work: () => Promise<T>) {
  const before = cpuSeconds(pid)
  const done = await work()
  return { ...done, perCpuSecond: amount / (cpuSeconds(pid) - before) }
}
