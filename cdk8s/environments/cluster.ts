import type { Capacity, Environment } from './environment.ts'
import type { Facts } from './facts.ts'
import { readDigests } from './images.ts'

/** SSM parameters that Terraform writes for every environment on AWS. */
const parameters = ['DATABASE_URL', 'DATABASE_ADMIN_URL', 'REDIS_URL', 'REDIS_CLUSTER', 'PUBLIC_URL', 'BANK_CLIENT_KEY']

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
    monitored: true,
    capacity,
  }
}
