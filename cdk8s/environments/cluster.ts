import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Capacity, Environment } from './environment.ts'
import type { Facts } from './facts.ts'
import { readDigests } from './images.ts'

/** The parameters that Terraform writes, by service or for all: the one table that both sides read. */
const { parameters } = JSON.parse(readFileSync(join(import.meta.dirname, '../../terraform/settings.json'), 'utf8')) as {
  parameters: string[]
}

interface Ground {
  name: Environment['name']
  facts: Facts
  /** Whose digests and parameters it takes. */
  of: 'staging' | 'production'
  replicas: Environment['replicas']
  clock?: number
  capacity: Capacity
}

/** An environment on EKS behind the Application Load Balancer. */
export function onAws({ name, facts, of, replicas, clock = 1, capacity }: Ground): Environment {
  const digests = readDigests(of)
  return {
    name,
    router: 'alb',
    image: (service) => `${facts.ecrRegistry}/tiketi/${service}@${digests[service]}`,
    settings: { from: 'ssm', environment: of, parameters, facts },
    replicas,
    clock,
    database: { cidrs: facts.dataSubnets },
    redis: { cidrs: facts.dataSubnets },
    // AWS' own endpoints, the bank and mail servers have no fixed addresses.
    outside: () => [{ peer: { cidrs: ['0.0.0.0/0'], except: [facts.vpcCidr] }, port: 443 }],
    entrance: { cidrs: facts.albSubnets },
    host: facts.domain,
    zones: true,
    traced: true,
    capacity,
  }
}
