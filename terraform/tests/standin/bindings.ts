import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A type as Terraform writes it in JSON: `"string"`, `["list", "string"]`, `["object", { … }]`. */
export type Type = string | [collection: string, element: Type] | [object: 'object', members: { [name: string]: Type }]

/** What the bindings write into a configuration for one attribute or block. */
export interface Input {
  type?: Type
  /** The structure that stands there instead of a plain type. */
  struct?: string
  asBlock: boolean
  many: boolean
  kind: string
  isBlock: boolean
  writeOnly: boolean
}

/** What the bindings say about one attribute: its flags, and the code that reads it. */
export interface Member {
  computed: boolean
  optional: boolean
  required: boolean
  getter: string
}

/** The code of one resource's bindings: each structure's writer and each class, by name. */
export interface Bindings {
  writers: Record<string, string>
  classes: Record<string, string>
  root: string
}

const ROOTS = /^Terraform(Resource|Provider|EphemeralResource|DataSource)$/

export function readBindings(folder: string): Bindings | undefined {
  const writers: Record<string, string> = {}
  const classes: Record<string, string> = {}
  let root: string | undefined
  for (const file of scripts(folder)) {
    const source = readFileSync(file, 'utf8').replace(/^\/\/# sourceMapping.*$/m, '')
    for (const part of source.split(/^(?=function |class )/m)) {
      const writer = /^function (\w+)ToHclTerraform\(struct\)/.exec(part)?.[1]
      if (writer) writers[writer] = part
      const [, name, parent] = /^class (\w+) extends cdkt[fn]\.(\w+)/.exec(part) ?? []
      if (!name || !parent) continue
      classes[name] = part
      if (ROOTS.test(parent)) root = name
    }
  }
  return root ? { writers, classes, root } : undefined
}

function scripts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return scripts(path)
    return entry.name.endsWith('.js') ? [path] : []
  })
}

const WRITTEN =
  /^\s*"?([A-Za-z0-9_]+)"?: \{\n\s*value: (.*),\n\s*isBlock: (true|false),\n\s*type: "(\w+)",\n\s*storageClassType: "[^"]*",/gm

/** The inputs that a writer's code names. */
export function inputsOf(writer: string): Record<string, Input> {
  return Object.fromEntries(
    [...writer.matchAll(WRITTEN)].map(([, name, value, isBlock, kind]) => {
      const expression = value!
        .replace(/\(0, ([\w$.]+)\)/g, '$1')
        .replace(/^(struct|this)\.\S+ === undefined \? null : /, '')
        .replace(/^(this|cdkt[fn])\.markWriteOnlyAttribute\(/, '')
      const writeOnly = value!.includes('markWriteOnlyAttribute(')
      return [name!, { ...mapped(expression, kind!), kind: kind!, isBlock: isBlock === 'true', writeOnly }]
    }),
  )
}

const PRIMITIVES: Record<string, string> = { string: 'string', number: 'number', boolean: 'bool', any: 'dynamic' }

function mapped(expression: string, kind: string): Pick<Input, 'type' | 'struct' | 'asBlock' | 'many'> {
  const plain = { asBlock: false, many: false }
  const primitive = /^cdkt[fn]\.(string|number|boolean|any)ToHclTerraform\b/.exec(expression)?.[1]
  if (primitive) return { ...plain, type: PRIMITIVES[primitive]! }

  const list = /^cdkt[fn]\.listMapperHcl\((.*)$/s.exec(expression)?.[1]
  if (list) {
    const [, struct, asBlock] = /^(?:[\w$]+\.)?(\w+)ToHclTerraform, (true|false)\)/.exec(list) ?? []
    if (struct && !PRIMITIVES[struct]) return { struct, asBlock: asBlock === 'true', many: true }
    return { ...plain, type: [kind === 'set' ? 'set' : 'list', mapped(list, 'list').type ?? 'dynamic'] }
  }

  const map = /^cdkt[fn]\.hashMapperHcl\((.*)$/s.exec(expression)?.[1]
  if (map) {
    const struct = /^(?:[\w$]+\.)?(\w+)ToHclTerraform\)/.exec(map)?.[1]
    if (struct && !PRIMITIVES[struct]) return { struct, asBlock: false, many: true }
    return { ...plain, type: ['map', mapped(map, '').type ?? 'dynamic'] }
  }

  const struct = /^(?:[\w$]+\.)?(\w+)ToHclTerraform\(/.exec(expression)?.[1]
  if (struct) return { struct, asBlock: true, many: false }
  throw new Error(`The bindings hold an expression that is not understood: ${expression.slice(0, 120)}`)
}

/** The attributes that a class's comments name, with their flags. */
export function membersOf(code: string): Record<string, Member> {
  const parts = code.split(
    /^\s*\/\/ ([A-Za-z0-9_]+) - computed: (true|false), optional: (true|false), required: (true|false)$/m,
  )
  const members: Record<string, Member> = {}
  for (let i = 1; i < parts.length; i += 5) {
    const [name, computed, optional, required, getter] = parts.slice(i, i + 5)
    members[name!] = {
      computed: computed === 'true',
      optional: optional === 'true',
      required: required === 'true',
      getter: getter!,
    }
  }
  return members
}

/** What a getter's code gives: a plain type, or a structure. */
export function gotten(getter: string): { type: Type } | { struct: string; nesting: string } {
  const [, name, shape, isSet] =
    /new (?:[\w$]+\.)?(\w+?)(List|OutputReference|Map|MapList)\(this, "[^"]+"(?:, (true|false))?\)/.exec(getter) ?? []
  if (name && !/new cdkt[fn]\./.test(getter)) {
    const struct = name[0]!.toLowerCase() + name.slice(1)
    const nesting = { OutputReference: 'struct', Map: 'map' }[shape!] ?? 'list'
    return { struct, nesting: isSet === 'true' ? 'set' : nesting }
  }
  const [, element, ofList, inSet] =
    /new cdkt[fn]\.(String|Number|Boolean|Any)Map(List)?\(this, "[^"]+"(?:, (true|false))?\)/.exec(getter) ?? []
  if (element) {
    const map: Type = ['map', PRIMITIVES[element.toLowerCase()]!]
    return { type: ofList ? [inSet === 'true' ? 'set' : 'list', map] : map }
  }
  const collection = getter.includes('Fn.tolist(') ? 'set' : 'list'
  if (/getStringAttribute|getStringTemplate/.test(getter)) return { type: 'string' }
  if (getter.includes('getNumberAttribute')) return { type: 'number' }
  if (getter.includes('getBooleanAttribute')) return { type: 'bool' }
  if (getter.includes('getNumberListAttribute')) return { type: [collection, 'number'] }
  if (getter.includes('getListAttribute')) return { type: [collection, 'string'] }
  const inMap = /get(String|Number|Boolean|Any)MapAttribute/.exec(getter)?.[1]
  return { type: inMap ? ['map', PRIMITIVES[inMap.toLowerCase()]!] : 'dynamic' }
}
