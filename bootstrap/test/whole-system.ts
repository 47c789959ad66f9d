import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { freePort } from '@tiketi/kit/testing'
import { type Ports, portNames } from '../local/addresses.ts'
import { type System, type SystemOptions, startSystem } from '../local/system.ts'

/** All of Tiketi on free ports, with data of its own, beside whatever else runs. It ends with the test. */
export async function wholeSystem(
  t: TestContext,
  options: Pick<SystemOptions, 'redisCluster' | 'environment'> = {},
): Promise<System> {
  const folder = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'system-'))
  const system = await startSystem({ ports: await freePorts(), folder, ...options })
  t.after(() => system.stop())
  return system
}

export async function freePorts(): Promise<Ports> {
  const numbers = new Set<number>()
  while (numbers.size < portNames.length) numbers.add(await freePort())
  const free = [...numbers]
  return Object.fromEntries(portNames.map((name, at) => [name, free[at]])) as Ports
}
