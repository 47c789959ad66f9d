import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceName } from '@tiketi/contracts/routes'
import type { Image, Images } from '../node-agent/images.ts'

/** Whose rows a purchase writes while a version rolls out. */
export const SERVICE: ServiceName = 'payment'

const EXPAND = `alter table ${SERVICE}.payment add column channel text`
const CONTRACT = `alter table ${SERVICE}.payment drop column channel`
/** What nobody who meant well would write, and no test of SQL alone would find. */
const FAILING = `alter table ${SERVICE}.payment add column channel text not null`

/** Adds a column and works with it. */
export function expanded(images: Images, image: Image): Promise<Image> {
  return version(images, image, { migrations: { AddChannel: EXPAND }, uses: true })
}

/** Works without the column, which is still there. */
export function weaned(images: Images, image: Image): Promise<Image> {
  return version(images, image, { migrations: { AddChannel: EXPAND }, uses: false })
}

/** Drops the column, which the version before did without. */
export function contracted(images: Images, image: Image): Promise<Image> {
  return version(images, image, { migrations: { AddChannel: EXPAND, DropChannel: CONTRACT }, uses: false })
}

/** Adds a column that the rows which are there cannot have. */
export function unmigratable(images: Images, image: Image): Promise<Image> {
  const migrations = { AddChannel: EXPAND, DropChannel: CONTRACT, AddChannelAgain: FAILING }
  return version(images, image, { migrations, uses: true })
}

interface Schema {
  migrations: Record<string, string>
  /** Whether its entity has the column, so that every row is read with it. */
  uses: boolean
}

async function version(images: Images, image: Image, { migrations, uses }: Schema): Promise<Image> {
  const folder = `services/${SERVICE}-service/src`
  const read = (name: string) => readFile(join(image.tree, 'app', folder, name), 'utf8')
  const names = Object.keys(migrations)
  const orm = replaced(await read('orm.ts'), /migrations: \[([^\]]*)\]/, `migrations: [$1, ${names.join(', ')}]`)
  const entity = await read('payment.ts')
  return images.change(image, {
    [`${folder}/drill-migrations.ts`]: classes(migrations),
    [`${folder}/orm.ts`]: `import { ${names.join(', ')} } from './drill-migrations.ts'\n${orm}`,
    [`${folder}/payment.ts`]: uses
      ? replaced(entity, /orderName: p\.string\(\),/, '$& channel: p.string().nullable(),')
      : entity,
  })
}

function classes(migrations: Record<string, string>): string {
  const one = ([name, sql]: [string, string]) =>
    `export class ${name} extends Migration {\n  override up(): void {\n    this.addSql(\`${sql}\`)\n  }\n}\n`
  return `import { Migration } from '@mikro-orm/migrations'\n\n${Object.entries(migrations).map(one).join('\n')}`
}

/** @throws Error when the source is no longer written so that it can be changed here. */
function replaced(text: string, pattern: RegExp, by: string): string {
  if (!pattern.test(text)) throw new Error(`No ${pattern} is in the sources of ${SERVICE}-service any longer.`)
  return text.replace(pattern, by)
}
