import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Block, Schema } from './schema.ts'

/** By `resource.block.attribute` the values that AWS knows. */
export type Enums = Record<string, string[]>

/** Beginnings of resources' names and the service whose model describes them; the first that fits counts. */
const SERVICES: [beginning: string, service: string][] = [
  ['aws_acm_', 'acm'],
  ['aws_backup_', 'backup'],
  ['aws_budgets_', 'budgets'],
  ['aws_cloudfront_', 'cloudfront'],
  ['aws_cloudwatch_log_', 'logs'],
  ['aws_cloudwatch_', 'cloudwatch'],
  ['aws_db_', 'rds'],
  ['aws_ecr_', 'ecr'],
  ['aws_eks_', 'eks'],
  ['aws_elasticache_', 'elasticache'],
  ['aws_kms_', 'kms'],
  ['aws_route53_', 'route53'],
  ['aws_s3_', 's3'],
  ['aws_secretsmanager_', 'secretsmanager'],
  ['aws_sesv2_', 'sesv2'],
  ['aws_sns_', 'sns'],
  ['aws_ssm_', 'ssm'],
  ['aws_wafv2_', 'wafv2'],
  ['aws_launch_template', 'ec2'],
  ['aws_flow_log', 'ec2'],
  ['aws_vpc', 'ec2'],
  ['aws_eip', 'ec2'],
]

/** Sizes of machines, which other services name as EC2 does, after a word of their own. */
const SIZES: [attribute: string, before: string][] = [
  ['aws_eks_node_group.instance_types', ''],
  ['aws_launch_template.instance_type', ''],
  ['aws_db_instance.instance_class', 'db.'],
  ['aws_elasticache_replication_group.node_type', 'cache.'],
]

/**
 * What the services' own models allow. An attribute counts only if all members of its name in the model agree on one list:
 * the provider's names are theirs but for the underscores.
 */
export function readEnums(models: string, schema: Schema): Enums {
  const enums: Enums = {}
  for (const [resource, block] of Object.entries(schema.resources)) {
    const service = SERVICES.find(([beginning]) => resource.startsWith(beginning))?.[1]
    if (service) walk(block, resource, membersOf(models, service), enums)
  }
  const sizes = shapesOf(models, 'ec2').InstanceType!.enum!
  for (const [attribute, before] of SIZES) enums[attribute] = sizes.map((size) => `${before}${size}`)
  return enums
}

function walk({ attributes, blocks }: Block, path: string, members: Members, enums: Enums) {
  for (const [name, { type, required, optional }] of Object.entries(attributes)) {
    const isText = type === 'string' || (Array.isArray(type) && type[1] === 'string')
    const allowed = members.get(name.replaceAll('_', ''))
    if (isText && (required || optional) && allowed) enums[`${path}.${name}`] = allowed
  }
  for (const [name, { block }] of Object.entries(blocks)) walk(block, `${path}.${name}`, members, enums)
}

/** By a member's name in small letters its values, or nothing where the model's shapes differ. */
type Members = Map<string, string[] | undefined>

interface Shape {
  type: string
  enum?: string[]
  member?: { shape: string }
  members?: Record<string, { shape: string }>
}

const known = new Map<string, Members>()

function membersOf(models: string, service: string): Members {
  const read = known.get(service)
  if (read) return read
  const members: Members = new Map()
  known.set(service, members)
  const shapes = shapesOf(models, service)
  for (const { members: named = {} } of Object.values(shapes))
    for (const [name, { shape }] of Object.entries(named)) {
      let target = shapes[shape]!
      if (target.type === 'list') target = shapes[target.member!.shape]!
      if (target.type !== 'string') continue
      const key = name.toLowerCase()
      const agreed = !members.has(key) || members.get(key)?.join() === target.enum?.join()
      members.set(key, agreed ? target.enum : undefined)
    }
  return members
}

function shapesOf(models: string, service: string): Record<string, Shape> {
  const folder = join(models, 'botocore/data', service)
  if (!existsSync(folder)) throw new Error(`botocore describes no service ${service}.`)
  const newest = readdirSync(folder).toSorted().at(-1)!
  const packed = readFileSync(join(folder, newest, 'service-2.json.gz'))
  return JSON.parse(gunzipSync(packed).toString()).shapes
}
