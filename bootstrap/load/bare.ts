import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { memoryMiB } from '../proof/process-use.ts'
import { Part } from './part.ts'

const BROADCASTS = 20
const APART_MS = 500
/** Observers come between the others, so that some are told early and some late. */
export const WAVES = 10
const OBSERVERS_A_WAVE = 2

export interface Bare {
  /** Of one socket, in KiB. */
  memoryKiB: number
  delivery: number[]
}

/** What holding so many sockets, and sending them all the same, costs ws alone. */
export async function measureBare(people: number, processes: number, frame: string): Promise<Bare> {
  const servers = Array.from({ length: processes }, () => fork(new URL('./bare-server.ts', import.meta.url)))
  const parts = servers.map(() => new Part())
  const observer = new Part()
  try {
    const ports = await Promise.all(servers.map(async (server) => (await once(server, 'message'))[0] as number))
    const used = () => servers.reduce((sum, { pid }) => sum + memoryMiB(pid!), 0)
    const before = used()
    const listeners = Math.floor(people / processes)
    let observers = 0
    for (let wave = 1; wave <= WAVES; wave++) {
      const come = (part: Part, at: number) =>
        part.tell({
          type: 'listen',
          orders: {
            listeners: Math.floor((listeners * wave) / WAVES),
            url: `ws://127.0.0.1:${ports[at]}`,
            localAddress: `127.0.0.${20 + at}`,
            observes: false,
          },
        })
      await Promise.all(parts.map(come))
      for (const port of ports) {
        observers += OBSERVERS_A_WAVE
        const orders = {
          listeners: observers,
          url: `ws://127.0.0.1:${port}`,
          localAddress: '127.0.0.9',
          observes: true,
        }
        await observer.tell({ type: 'listen', orders })
      }
    }
    const memoryKiB = ((used() - before) * 1_024) / (listeners * processes)
    for (let sent = 0; sent < BROADCASTS; sent++) {
      for (const server of servers) server.send(frame)
      await pause(APART_MS)
    }
    const { delivery } = await observer.end()
    return { memoryKiB, delivery }
  } finally {
    for (const part of [observer, ...parts]) part.stop()
    for (const server of servers) server.kill('SIGKILL')
  }
}
