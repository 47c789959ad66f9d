import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { newSigningKey, type SigningKey } from '@tiketi/kit/access-token'

export interface Secrets {
  postgresPassword: string
  rolePasswords: Record<ServiceName, string>
  serviceTokenKeys: string
  signingKeys: Record<'auth' | 'queue', SigningKey[]>
  mailTokenKey: string
  googleClientSecret: string
  ticketKey: string
  placeKey: string
  bankSecretKey: string
  bankClientKey: string
  /** Of the demo accounts. */
  demoPassword: string
}

/** The secrets of this folder's system: random, made once, readable by their owner alone. */
export async function localSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json')
  const kept: Partial<Secrets> = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
  if (!kept.postgresPassword && existsSync(join(folder, 'data')))
    throw new Error(`${file} is gone, and the data cannot be opened without it. Begin again with: npm start -- --fresh`)
  const secrets = { ...newSecrets(), ...kept }
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  await rename(`${file}.new`, file)
  return secrets
}

function newSecrets(): Secrets {
  return {
    postgresPassword: random(),
    rolePasswords: Object.fromEntries(serviceNames.map((name) => [name, random()])) as Record<ServiceName, string>,
    serviceTokenKeys: random(),
    signingKeys: { auth: [newSigningKey(new Date(0))], queue: [newSigningKey(new Date(0))] },
    mailTokenKey: random(),
    googleClientSecret: random(),
    ticketKey: random(),
    placeKey: random(),
    // The sandbox bank, like the real one, tells test keys by how they begin.
    bankSecretKey: `test_sk_${random()}`,
    bankClientKey: `test_ck_${random()}`,
    demoPassword: randomBytes(6).toString('hex'),
  }
}

function random(): string {
  return randomBytes(24).toString('hex')
}
