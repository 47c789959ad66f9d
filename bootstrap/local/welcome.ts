import { styleText } from 'node:util'
import type { LogIn } from './demo.ts'
import type { System } from './system.ts'

/** What there is to see, and who can log in: one table each. */
export function welcome({ url, bankUrl, inboxUrl, adminUrl }: System, logIns: LogIn[], seconds: number): string {
  const addresses: [string, string][] = [
    ['Storefront', url],
    ['API of every service', `${url}/docs`],
    ['Inbox: every mail sent', inboxUrl],
    ['Sandbox bank: its books', bankUrl],
    ['PostgreSQL', adminUrl],
    ['Logs', '.local/logs/<name>.log'],
  ]
  const people: [string, string][] = logIns.map(({ who, email, password }) => [who, `${email}   ${password}`])
  const begin = styleText(['bold', 'green'], `Tiketi is up after ${seconds.toFixed(1)} s. Ctrl-C ends it.`)
  return ['', begin, '', ...table(addresses), ...(people.length > 0 ? ['', ...table(people)] : []), ''].join('\n')
}

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, value]) => `  ${name.padEnd(width)}${styleText('bold', value)}`)
}
