import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What Terraform made and the manifests must know; `facts/<environment>.json` holds it. */
export interface Facts {
  clusterName: string
  region: string
  accountId: string
  vpcCidr: string
  /** Networks of the balancer's subnets: who may reach the services from outside. */
  albSubnets: string[]
  /** Networks of the database's and Redis' subnets. */
  dataSubnets: string[]
  domain: string
  certificateArn: string
  wafAclArn: string
  /** Name of the balancer's group, which alone may reach the nodes' service ports. */
  balancerSecurityGroup: string
  ecrRegistry: string
  /** Bucket of the balancer's log; in a region without one, empty, nothing is logged. */
  logsBucket: string
  /** Who is told of alarms hears of them here. */
  alarmsTopicArn: string
  /** One role a service, named by the service, and `migration`, which alone reads the administrator's password. */
  roles: Record<string, string>
}

const CIDR = /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/

const forms: Record<keyof Facts, RegExp> = {
  clusterName: /./,
  region: /^[a-z]{2}(-[a-z]+)+-\d$/,
  accountId: /^\d{12}$/,
  vpcCidr: CIDR,
  albSubnets: CIDR,
  dataSubnets: CIDR,
  domain: /./,
  certificateArn: /^arn:aws[a-z-]*:acm:/,
  wafAclArn: /^arn:aws[a-z-]*:wafv2:/,
  balancerSecurityGroup: /./,
  ecrRegistry: /^\d{12}\.dkr\.ecr\./,
  logsBucket: /^[a-z0-9.-]*$/,
  alarmsTopicArn: /^arn:aws[a-z-]*:sns:/,
  roles: /^arn:aws[a-z-]*:iam::\d{12}:role\//,
}

/** @throws Error with one sentence that names the file and what is wrong in it. */
export function readFacts(environment: string, folder = join(import.meta.dirname, 'facts')): Facts {
  const file = join(folder, `${environment}.json`)
  if (!existsSync(file)) throw new Error(`${file} is missing: it is written from Terraform's outputs.`)
  const facts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  for (const [name, form] of Object.entries(forms)) {
    const values = [facts[name]].flatMap((value) => (typeof value === 'object' ? Object.values(value ?? {}) : [value]))
    const right = values.length > 0 && values.every((value) => typeof value === 'string' && form.test(value))
    if (!right) throw new Error(`${file} is not right: ${name} is ${JSON.stringify(facts[name])}.`)
  }
  return facts as unknown as Facts
}
