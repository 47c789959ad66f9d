import { type LogIn, seed } from './demo/seed.ts'
import type { System } from './system.ts'

export type { LogIn }

/** Puts the demo events and accounts in where they are not there yet; gives who can log in. */
export function seedDemo({ url, posters, secrets, env }: System): Promise<LogIn[]> {
  return seed({ gateway: url, posters, password: secrets.demoPassword, authEnvironment: env('auth') })
}
