import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'

type Digests = Record<ServiceName, string>

/** Stands in the lock until a service's first image is released; nothing can be pulled by it. */
const UNRELEASED = `sha256:${'0'.repeat(64)}`

const locks = join(import.meta.dirname, '../images')

/**
 * The digests that an environment runs. Promotion copies them from one lock to the next and nothing else.
 *
 * @throws Error with one sentence that names the service without a well-formed digest.
 */
export function readDigests(environment: string, folder = locks): Digests {
  const file = join(folder, `${environment}.json`)
  const digests = JSON.parse(readFileSync(file, 'utf8')) as Partial<Digests>
  for (const service of serviceNames)
    if (!/^sha256:[0-9a-f]{64}$/.test(digests[service] ?? ''))
      throw new Error(
        `${file} has no digest for ${service}: write the one that the image build printed, "sha256:" and 64 hex digits.`,
      )
  return digests as Digests
}

/** The services whose first image an environment with a lock still waits for. */
export function unreleased(environment: string): ServiceName[] {
  if (!existsSync(join(locks, `${environment}.json`))) return []
  const digests = readDigests(environment)
  return serviceNames.filter((service) => digests[service] === UNRELEASED)
}
