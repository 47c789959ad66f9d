import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** One call of the AWS CLI in a text. */
export interface AwsCommand {
  service: string
  operation: string
  /** Names of its options, without their dashes. */
  options: string[]
  text: string
}

const ENDS = new Set(['|', ';', '&', ')', '`', '\n'])

/** The calls of the AWS CLI in a text, those inside of others too. */
export function awsCommands(text: string): AwsCommand[] {
  const joined = text.replaceAll(/\\\n\s*/g, ' ')
  return [...joined.matchAll(/(?<![\w./-])aws (?=[a-z0-9-]+ [a-z])/g)].map(({ index }) => {
    const command = upToItsEnd(joined.slice(index))
    const [, service, ...rest] = command.bare.trim().split(/\s+/)
    const operation = rest[0] === 'wait' ? `wait ${rest[1]}` : rest[0]!
    const options = rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2))
    return { service: service!, operation, options, text: command.whole }
  })
}

/** The command as it stands, and without what is quoted. */
function upToItsEnd(text: string): { whole: string; bare: string } {
  let quote = ''
  let bare = ''
  for (const [i, letter] of [...text].entries()) {
    if (quote) {
      if (letter === quote) quote = ''
      continue
    }
    if (letter === '"' || letter === "'") quote = letter
    else if (ENDS.has(letter)) return { whole: text.slice(0, i), bare }
    else bare += letter
  }
  return { whole: text, bare }
}

/** Of every command of the AWS CLI. */
const GLOBAL = ['query', 'output', 'region', 'profile', 'no-cli-pager']

/** Commands that the CLI adds to what the services' models hold, with their options that we use. */
const ADDED: Record<string, string[]> = {
  's3 sync': ['delete', 'exclude', 'cache-control'],
  'eks update-kubeconfig': ['name'],
}

interface Model {
  operations: Record<string, { input?: { shape: string } }>
  shapes: Record<string, { members?: Record<string, unknown>; required?: string[] }>
}

/** What is wrong with a command by the service's own model, as a sentence; nothing if it can be run. */
export async function faultOf(
  { service, operation, options }: AwsCommand,
  models: string,
): Promise<string | undefined> {
  const given = options.filter((option) => !GLOBAL.includes(option))
  const added = ADDED[`${service} ${operation}`]
  if (added) {
    const unknown = given.find((option) => !added.includes(option))
    return unknown && `aws ${service} ${operation} is not known to take --${unknown}.`
  }
  const folder = join(models, 'botocore/data', service === 's3api' ? 's3' : service)
  const newest = (await readdir(folder).catch(() => [])).toSorted().at(-1)
  if (!newest) return `There is no service ${service}.`
  const { operations, shapes } = await unpacked<Model>(join(folder, newest, 'service-2.json.gz'))
  const name = operation.startsWith('wait ') ? await waitedFor(join(folder, newest), operation.slice(5)) : operation
  const found = Object.entries(operations).find(([called]) => plain(called) === plain(name ?? ''))
  if (!found) return `aws ${service} has no ${operation}.`
  const { members = {}, required = [] } = shapes[found[1].input?.shape ?? ''] ?? {}
  const known = new Set(Object.keys(members).map(plain))
  // The input as a file; and a yes or no, which is an option of its own for no.
  const fits = (option: string) =>
    option === 'cli-input-json' || known.has(plain(option)) || known.has(plain(option.replace(/^no-/, '')))
  const unknown = given.find((option) => !fits(option))
  if (unknown) return `aws ${service} ${operation} takes no --${unknown}.`
  const lacking = required.find((member) => !given.some((option) => plain(option) === plain(member)))
  if (lacking && !given.includes('cli-input-json')) return `aws ${service} ${operation} needs ${lacking}.`
  return undefined
}

async function waitedFor(folder: string, waiter: string): Promise<string | undefined> {
  const { waiters }: { waiters: Record<string, { operation: string }> } = JSON.parse(
    await readFile(join(folder, 'waiters-2.json'), 'utf8'),
  )
  return Object.entries(waiters).find(([name]) => plain(name) === plain(waiter))?.[1].operation
}

/** The CLI writes the models' names with hyphens. */
const plain = (name: string) => name.replaceAll('-', '').toLowerCase()

async function unpacked<T>(file: string): Promise<T> {
  return JSON.parse((await promisify(gunzip)(await readFile(file))).toString())
}
