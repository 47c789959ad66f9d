import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { RegisterRequest, Role } from '@tiketi/contracts/auth'
import { baseConfig, loadConfig } from '@tiketi/kit/config'
import { connectDatabase } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import Type from 'typebox'
import { Errors } from 'typebox/value'
import { createAccount } from './create-account.ts'
import { normaliseEmail } from './email.ts'
import { database } from './orm.ts'

const USAGE = `Usage: node add-account.ts --email ADDRESS --name NAME [--locale ko|en] [--role ROLE]... < PASSWORD
Makes a confirmed account, or gives the one that exists the roles; the password comes on standard input.`

const { DATABASE_URL, DATABASE_PASSWORD, DATABASE_POOL } = baseConfig('auth')
const Command = Type.Object({ ...RegisterRequest.properties, roles: Type.Array(Role) })

try {
  const command = await readCommand()
  const config = await loadConfig('auth', Type.Object({ DATABASE_URL, DATABASE_PASSWORD, DATABASE_POOL }))
  const orm = await connectDatabase(database, config, createLog('auth-command', 'warn'))
  try {
    const user = await createAccount(orm.em.fork(), { ...command, email: normaliseEmail(command.email) })
    console.log(`${user.email} is ${user.roles.join(', ')}.`)
  } finally {
    await orm.close(true)
  }
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}

async function readCommand(): Promise<Type.Static<typeof Command>> {
  const { values } = parseArgs({
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      locale: { type: 'string', default: 'ko' },
      role: { type: 'string', multiple: true, default: [] },
    },
  })
  const { role: roles, ...named } = values
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  const command = { ...named, roles, password }
  const [fault] = Errors(Command, command)
  if (fault) throw new Error(`${fault.instancePath.slice(1) || 'The command'} ${fault.message}.\n${USAGE}`)
  return command as Type.Static<typeof Command>
}
