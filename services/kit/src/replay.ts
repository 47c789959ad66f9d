import { parseArgs } from 'node:util'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import Type from 'typebox'
import { baseConfig, loadConfig } from './config.ts'
import { connectDatabase } from './database.ts'
import { type EventInbox, eventInbox } from './event-inbox.ts'
import { createLog } from './log.ts'

const USAGE = `node replay.ts <service> [--list]            shows the dead events
node replay.ts <service> <event-id>…       tries these again
node replay.ts <service> --all             tries all of them again`
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

try {
  await replay(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

async function replay(args: string[]): Promise<void> {
  const options = { list: { type: 'boolean' }, all: { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [service, ...ids] = positionals
  if (!isService(service)) throw new Error(`Which service? One of ${serviceNames.join(', ')}.\n${USAGE}`)
  const wrong = ids.find((id) => !UUID.test(id))
  if (wrong) throw new Error(`${wrong} is not an event's id.\n${USAGE}`)
  if (values.all && ids.length > 0) throw new Error(`Either ids or --all.\n${USAGE}`)

  const { DATABASE_URL, DATABASE_PASSWORD } = baseConfig(service)
  const config = await loadConfig(service, Type.Object({ DATABASE_URL, DATABASE_PASSWORD }))
  const definition = { service, entities: [], migrations: [] }
  const orm = await connectDatabase(definition, { ...config, DATABASE_POOL: 1 }, createLog('replay', 'warn'))
  try {
    const inbox = eventInbox(orm, service)
    if (values.all || ids.length > 0) {
      console.log(`${await inbox.replay(values.all ? 'all' : ids)} events will be tried again.`)
    } else await list(inbox)
  } finally {
    await orm.close()
  }
}

function isService(name: string | undefined): name is ServiceName {
  return serviceNames.some((known) => known === name)
}

async function list(inbox: EventInbox): Promise<void> {
  const dead = await inbox.dead()
  for (const { id, name, createdAt, lastError } of dead)
    console.log(`${id}  ${createdAt.toISOString()}  ${name}  ${lastError ?? 'its handler took the process down'}`)
  console.log(`${dead.length} events are dead.`)
}
