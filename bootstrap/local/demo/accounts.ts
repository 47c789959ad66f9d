import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Role } from '@tiketi/contracts/auth'

const ADD_ACCOUNT = new URL('../../../services/auth-service/src/add-account.ts', import.meta.url).pathname

export interface DemoAccount {
  email: string
  name: string
  roles: Role[]
}

/** Those who can log in from the beginning. Addresses under `.example` are nobody's (RFC 2606). */
export const accounts = {
  buyer: { email: 'buyer@tiketi.example', name: '김예매', roles: [] },
  organiser: { email: 'organiser@tiketi.example', name: '티케티 데모 기획', roles: ['organiser'] },
} satisfies Record<string, DemoAccount>

/**
 * Makes an account as an operator does, by auth-service's own command.
 * @throws Error with the command's words.
 */
export async function addAccount(
  { email, name, roles }: DemoAccount,
  password: string,
  environment: Record<string, string>,
): Promise<void> {
  const args = ['--email', email, '--name', name, ...roles.flatMap((role) => ['--role', role])]
  const child = spawn(process.execPath, [ADD_ACCOUNT, ...args], { env: { ...process.env, ...environment } })
  child.stdin.end(password)
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit'), text(child.stdout)])
  if (code !== 0) throw new Error(`The demo account ${email} could not be made: ${said.trim()}`)
}
