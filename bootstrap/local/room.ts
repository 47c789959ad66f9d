import { once } from 'node:events'
import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { type PortName, type Ports, portNames, portVariable } from './addresses.ts'

const NEEDED_MB = 300

/** @throws Error with one sentence that names every port that is taken, or says that the disk is full. */
export async function checkRoom(ports: Ports, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const freeMb = Math.floor((bavail * bsize) / 1e6)
  if (freeMb < NEEDED_MB)
    throw new Error(`The disk is full: ${folder} has ${freeMb} MB left, and Tiketi needs ${NEEDED_MB} MB.`)
  const taken: PortName[] = []
  for (const name of portNames) if (await isTaken(ports[name])) taken.push(name)
  if (taken.length === 0) return
  const list = taken.map((name) => `${ports[name]} (${name})`).join(', ')
  const way = taken.map((name) => `${portVariable(name)}=…`).join(' ')
  throw new Error(`Taken by other programs: port ${list}. End them, or move Tiketi with ${way}`)
}

async function isTaken(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return false
  } catch {
    return true
  }
}
