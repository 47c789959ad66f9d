import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Type from 'typebox'
import { Errors } from 'typebox/value'

const Cidr = Type.String({ pattern: '^(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}$' })
const RoleArn = Type.String({ pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/' })

/** What Terraform made and the manifests must know; `facts/<environment>.json` holds it. */
export const Facts = Type.Object({
  clusterName: Type.String({ minLength: 1 }),
  region: Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-\\d$' }),
  accountId: Type.String({ pattern: '^\\d{12}$' }),
  vpcCidr: Cidr,
  /** Networks of the balancer's subnets: who may reach the services from outside. */
  albSubnets: Type.Array(Cidr, { minItems: 2 }),
  /** Networks of the database's and Redis' subnets. */
  dataSubnets: Type.Array(Cidr, { minItems: 2 }),
  domain: Type.String({ minLength: 1 }),
  certificateArn: Type.String({ pattern: '^arn:aws[a-z-]*:acm:' }),
  wafAclArn: Type.String({ pattern: '^arn:aws[a-z-]*:wafv2:' }),
  ecrRegistry: Type.String({ pattern: '^\\d{12}\\.dkr\\.ecr\\.' }),
  /** One role a service, named by the service, and `migration`, which alone reads the administrator's password. */
  roles: Type.Record(Type.String(), RoleArn),
})
export type Facts = Type.Static<typeof Facts>

/** @throws Error with one sentence that names the file and what is wrong in it. */
export function readFacts(environment: string, folder = join(import.meta.dirname, 'facts')): Facts {
  const file = join(folder, `${environment}.json`)
  if (!existsSync(file))
    throw new Error(`${file} is missing: it is written from the outputs of terraform/environments/${environment}.`)
  const facts: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const [first] = Errors(Facts, facts)
  if (first) throw new Error(`${file} is not right at "${first.instancePath}": ${first.message}.`)
  return facts as Facts
}
