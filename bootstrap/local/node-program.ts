import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { type Child, type ChildOptions, startChild } from './child.ts'
import type { NodeProgram } from './environment.ts'

const READY_WITHIN_MS = 30_000
const NAMES = { bank: 'The bank', inbox: 'The inbox', google: 'The stand-in for Google' }
const root = join(import.meta.dirname, '../..')

interface NodeProgramOptions extends Pick<ChildOptions, 'env' | 'logFile' | 'onLine'> {
  program: NodeProgram
  port: number
}

/** Starts a service or a stand-in. It is ready on return. */
export async function startNodeProgram({ program, port, ...options }: NodeProgramOptions): Promise<Child> {
  const service = isService(program)
  const main = service ? `services/${program}-service/src/main.ts` : `bootstrap/local/${program}/main.ts`
  const child = await startChild({
    name: service ? `${program}-service` : NAMES[program],
    command: process.execPath,
    args: ['--max-semi-space-size=2', join(root, main)],
    ...options,
  })
  const url = `http://127.0.0.1:${port}${service ? '/ready' : '/health'}`
  try {
    await Promise.race([answers(child, url), child.ended.then((how) => Promise.reject(new Error(`${how}.`)))])
    return child
  } catch (error) {
    await child.stop()
    throw error
  }
}

function isService(program: NodeProgram): program is ServiceName {
  return serviceNames.some((name) => name === program)
}

async function answers(child: Child, url: string) {
  const giveUpAt = performance.now() + READY_WITHIN_MS
  while (child.running) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (answer?.ok) return
    if (performance.now() > giveUpAt)
      throw new Error(`${child.name} runs, but ${url} has not answered within ${READY_WITHIN_MS / 1_000} s.`)
    await pause(30)
  }
}
