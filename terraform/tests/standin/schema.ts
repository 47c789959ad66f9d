import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Bindings,
  gotten,
  type Input,
  inputsOf,
  type Member,
  membersOf,
  readBindings,
  type Type,
} from './bindings.ts'

interface Attribute {
  type?: Type
  nested?: { nesting: string; attributes: Record<string, Attribute> }
  required?: boolean
  optional?: boolean
  computed?: boolean
  writeOnly?: boolean
}

interface BlockType {
  nesting: string
  minItems?: number
  maxItems?: number
  block: Block
}

export interface Block {
  attributes: Record<string, Attribute>
  blocks: Record<string, BlockType>
}

/** What the stand-in serves, as its `schema.json` holds it. */
export interface Schema {
  address: string
  version: string
  provider: Block
  resources: Record<string, Block>
  ephemeral: Record<string, Block>
  data: Record<string, Block>
}

/** Which types a configuration uses. */
export interface Used {
  resources: Set<string>
  ephemeral: Set<string>
  data: Set<string>
}

const KINDS = { Resource: 'resources', EphemeralResource: 'ephemeral', DataSource: 'data' } as const

/**
 * The schemas of the used types, read out of the provider's npm bindings, which are generated from the provider itself.
 *
 * @throws Error with one sentence that names a type which the provider does not have.
 */
export function readSchema(folder: string, used: Used): Schema {
  const { cdktn } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const schema: Schema = {
    address: cdktn.provider.name,
    version: cdktn.provider.version,
    provider: { attributes: {}, blocks: {} },
    resources: {},
    ephemeral: {},
    data: {},
  }
  // The web ACL's own statements are too deep for the bindings; those of its separate rules are not.
  const wanted: Used = { ...used, resources: new Set([...used.resources, 'aws_wafv2_web_acl_rule']) }
  for (const entry of readdirSync(join(folder, 'lib'), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const head = readFileSync(join(folder, 'lib', entry.name, 'index.js'), 'utf8')
    const type = /tfResourceType = "([^"]+)"/.exec(head)?.[1]
    const parent = PARENT.exec(head)?.[1] as keyof typeof KINDS | 'Provider' | undefined
    if (!type || !parent || !(parent === 'Provider' || wanted[KINDS[parent]].has(type))) continue
    const bindings = readBindings(join(folder, 'lib', entry.name))
    if (!bindings) continue
    const block = new Reader(bindings).root()
    if (parent === 'Provider') schema.provider = block
    else schema[KINDS[parent]][type] = block
  }
  lendStatements(schema.resources)
  for (const kind of Object.values(KINDS))
    for (const type of used[kind])
      if (type.startsWith('aws_') && !schema[kind][type]) throw new Error(`The provider has no ${type} (${kind}).`)
  return schema
}

const PARENT = /class \w+ extends cdkt[fn]\.Terraform(Resource|Provider|EphemeralResource|DataSource)\b/

const META = ['count', 'depends_on', 'for_each', 'provider', 'lifecycle', 'connection', 'provisioners']

/** The provider unrolls statements that contain themselves this often. */
const DEPTH = 3

class Reader {
  readonly #bindings: Bindings
  readonly #structs = new Map<string, { inputs: Record<string, Input>; members: Record<string, Member> }>()

  constructor(bindings: Bindings) {
    this.#bindings = bindings
  }

  root(): Block {
    const code = this.#bindings.classes[this.#bindings.root]!
    const members = membersOf(code)
    for (const name of META) if (!members[name]?.getter) delete members[name]
    return this.#block(inputsOf(code), members, [])
  }

  #struct(name: string) {
    const known = this.#structs.get(name)
    if (known) return known
    const struct = {
      inputs: inputsOf(this.#bindings.writers[name] ?? ''),
      members: membersOf(this.#bindings.classes[`${name[0]!.toUpperCase()}${name.slice(1)}OutputReference`] ?? ''),
    }
    this.#structs.set(name, struct)
    return struct
  }

  #block(inputs: Record<string, Input>, members: Record<string, Member>, inside: string[]): Block {
    const block: Block = { attributes: {}, blocks: {} }
    for (const name of new Set([...Object.keys(members), ...Object.keys(inputs)])) {
      const input = inputs[name]
      const member = members[name] ?? { computed: false, optional: true, required: false, getter: '' }
      if (input?.struct && this.#isNested(name, input, member)) {
        const { inputs, members } = this.#struct(input.struct)
        const { attributes } = this.#block(inputs, members, [...inside, input.struct])
        block.attributes[name] = { nested: { nesting: nestingOf(input), attributes }, ...flagsOf(member) }
      } else if (input?.struct && input.isBlock && input.asBlock && input.kind !== 'map') {
        if (inside.filter((struct) => struct === input.struct).length >= DEPTH) continue
        const { inputs, members } = this.#struct(input.struct)
        const nesting = nestingOf(input)
        block.blocks[name] = {
          nesting,
          ...(nesting !== 'single' && member.required && { minItems: 1 }),
          ...(nesting !== 'single' && !input.many && { maxItems: 1 }),
          block: this.#block(inputs, members, [...inside, input.struct]),
        }
      } else {
        const type = this.#type(input, member)
        block.attributes[name] = { type, ...flagsOf(member), ...(input?.writeOnly && { writeOnly: true }) }
      }
    }
    return block
  }

  /**
   * Attributes that are objects look like blocks in the bindings. They are: a single one other than `timeouts`, and a list
   * not mapped as blocks, unless each member only repeats its parent's flags, which is how old attributes of blocks look.
   */
  #isNested(name: string, input: Input, member: Member): boolean {
    if (input.kind === 'struct') return name !== 'timeouts'
    const { members } = this.#struct(input.struct!)
    const flags = ({ computed, optional, required }: Member) => `${computed}${optional}${required}`
    return !input.asBlock && !(member.computed && Object.values(members).every((m) => flags(m) === flags(member)))
  }

  #type(input: Input | undefined, member: Member | undefined): Type {
    if (input?.type) return input.type
    if (input?.struct) return collected(input.kind, this.#object(input.struct))
    const value = gotten(member?.getter ?? '')
    return 'type' in value ? value.type : collected(value.nesting, this.#object(value.struct))
  }

  #object(name: string): Type {
    const { inputs, members } = this.#struct(name)
    const names = new Set([...Object.keys(members), ...Object.keys(inputs)])
    return [
      'object',
      Object.fromEntries([...names].map((member) => [member, this.#type(inputs[member], members[member])])),
    ]
  }
}

const nestingOf = ({ kind }: Input) => (kind === 'struct' ? 'single' : kind)

function collected(kind: string, type: Type): Type {
  if (kind === 'struct') return type
  return [kind === 'set' || kind === 'map' ? kind : 'list', type]
}

function flagsOf({ required, optional, computed }: Member): Attribute {
  if (required) return { required }
  return { ...(optional && { optional }), ...(computed && { computed }) }
}

const LOGIC = ['and_statement', 'or_statement', 'not_statement']
const TOP_ONLY = ['managed_rule_group_statement', 'rate_based_statement', 'rule_group_reference_statement', ...LOGIC]

/** Gives the web ACL the statements of `aws_wafv2_web_acl_rule`: logic two levels deep, scope-down statements below. */
function lendStatements(resources: Record<string, Block>) {
  const lender = resources.aws_wafv2_web_acl_rule?.blocks.statement?.block.blocks
  const rule = resources.aws_wafv2_web_acl?.blocks.rule?.block
  if (!lender || !rule) return
  const inner = (levels: number): Block => {
    const blocks = Object.fromEntries(Object.entries(lender).filter(([name]) => !TOP_ONLY.includes(name)))
    if (levels > 0)
      for (const name of LOGIC) {
        const one = name === 'not_statement' && { maxItems: 1 }
        const statement = { nesting: 'list', minItems: 1, ...one, block: inner(levels - 1) }
        blocks[name] = { nesting: 'list', maxItems: 1, block: { attributes: {}, blocks: { statement } } }
      }
    return { attributes: {}, blocks }
  }
  const blocks: Record<string, BlockType> = { ...lender, ...pick(inner(2).blocks, LOGIC) }
  for (const name of ['managed_rule_group_statement', 'rate_based_statement']) {
    const statement = blocks[name]!
    const scope = { nesting: 'list', maxItems: 1, block: inner(2) }
    const within = { ...statement.block, blocks: { ...statement.block.blocks, scope_down_statement: scope } }
    blocks[name] = { ...statement, block: within }
  }
  delete rule.attributes.statement
  rule.blocks.statement = { nesting: 'list', minItems: 1, maxItems: 1, block: { attributes: {}, blocks } }
}

function pick<T>(from: Record<string, T>, names: string[]): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, from[name]!]))
}
