import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { serviceNames } from '@tiketi/contracts/routes'
import type { Program } from '../local/starters.ts'
import type { System } from '../local/system.ts'

/** Most are over before anybody gives up; the longest let a Redis replica take over, and no buyer loses patience. */
const SHORTEST_MS = 100
const LONGEST_MS = 8_000
const PROGRAMS: Program[] = [...serviceNames, 'bank', 'postgres']

interface Fault {
  victim: string
  way: 'killed' | 'frozen'
  lastsMs: number
}

/** Half of what holds seats and money, a fifth of it Redis, and the rest of Tiketi. */
export function drawFault(system: System, random: () => number): Fault {
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)]!
  const group = random()
  const victim =
    group < 0.5
      ? pick(['reservation', 'payment', 'postgres', 'bank'])
      : group < 0.7
        ? pick(system.redisCluster!.nodes)
        : pick(PROGRAMS)
  const way = random() < 0.5 ? 'killed' : 'frozen'
  const lastsMs = Math.round(SHORTEST_MS + random() ** 3 * (LONGEST_MS - SHORTEST_MS))
  return { victim, way, lastsMs }
}

/** Lets it happen; the victim is there again on return. */
export async function strike(system: System, { victim, way, lastsMs }: Fault): Promise<void> {
  const cluster = system.redisCluster!
  const isNode = cluster.nodes.includes(victim)
  const send = (signal: NodeJS.Signals) =>
    isNode ? cluster.kill(victim, signal) : system.kill(victim as Program, signal)
  if (way === 'killed') {
    await send('SIGKILL')
    await pause(lastsMs)
    await (isNode ? cluster.restart(victim) : system.restart(victim as Program))
    return
  }
  await send('SIGSTOP')
  // The postmaster alone would only keep new connections waiting.
  const backends = victim === 'postgres' ? await childrenOf(system.pid('postgres')) : []
  signalAll(backends, 'SIGSTOP')
  try {
    await pause(lastsMs)
  } finally {
    signalAll(backends, 'SIGCONT')
    await send('SIGCONT')
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // The name before it may hold spaces and brackets.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    }),
  )
  return pids.filter((_, at) => parents[at] === parent).map(Number)
}

function signalAll(pids: number[], signal: NodeJS.Signals) {
  for (const pid of pids)
    try {
      process.kill(pid, signal)
    } catch {
      // A backend whose client went away ended meanwhile.
    }
}
