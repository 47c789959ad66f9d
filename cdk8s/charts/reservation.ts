import { Config } from '../../services/reservation-service/src/config.ts'
import type { ServiceDeclaration } from './declaration.ts'

export const reservation: ServiceDeclaration = {
  name: 'reservation',
  config: Config,
  cpuMillis: { request: 200, limit: 1_000 },
  memoryMib: { request: 256, limit: 1024 },
  replicas: { min: 3, max: 15 },
  cpuPercent: 70,
  scaledAhead: true,
  strategy: 'canary',
  business: {
    name: 'seats-held',
    good: { metric: 'holds_total', where: 'outcome="held"' },
    all: { metric: 'holds_total', where: '' },
    tolerance: 0.2,
  },
  poolSize: 4,
}
