import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Secrets } from './secrets.ts'
import type { System } from './system.ts'

export interface LogIn {
  who: string
  email: string
  password: string
}

type Seed = (target: { gateway: string; adminUrl: string; secrets: Secrets }) => Promise<LogIn[]>

/** Puts the demo events and accounts in, or brings them up to date; gives who can log in. */
export async function seedDemo({ url, adminUrl, secrets }: System): Promise<LogIn[]> {
  const file = join(import.meta.dirname, 'demo/seed.ts')
  if (!existsSync(file)) return []
  const { seed }: { seed: Seed } = await import(pathToFileURL(file).href)
  return seed({ gateway: url, adminUrl, secrets })
}
