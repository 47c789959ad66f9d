import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { memoryMiB } from '../proof/process-use.ts'
import { Part } from './part.ts'

const BROADCASTS = 20
const APART_MS = 500

export interface Bare {
  /** Of one socket, in KiB. */
  memoryKiB: number
  delivery: number[]
}

/** What holding so many sockets, and sending them all the same, costs ws alone. */
export async function measureBare(people: number, processes: number, frame: string): Promise<Bare> {
  const servers = Array.from({ length: processes }, () => fork(new URL('./bare-server.ts', import.meta.url)))
  const parts = servers.map(() => new Part())
  try {
    const ports = await Promise.all(servers.map(async (server) => (await once(server, 'message'))[0] as number))
    const used = () => servers.reduce((sum, { pid }) => sum + memoryMiB(pid!), 0)
    const before = used()
    const listeners = Math.floor(people / processes)
    await Promise.all(
      parts.map((part, at) =>
        part.tell({
          type: 'listen',
          orders: { listeners, url: `ws://127.0.0.1:${ports[at]}`, localAddress: `127.0.0.${20 + at}` },
        }),
      ),
    )
    const memoryKiB = ((used() - before) * 1_024) / (listeners * processes)
    for (let sent = 0; sent < BROADCASTS; sent++) {
      for (const server of servers) server.send(frame)
      await pause(APART_MS)
    }
    const measured = await Promise.all(parts.map((part) => part.end()))
    return { memoryKiB, delivery: measured.flatMap(({ delivery }) => delivery) }
  } finally {
    for (const part of parts) part.stop()
    for (const server of servers) server.kill('SIGKILL')
  }
}
