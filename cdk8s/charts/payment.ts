import { Config } from '../../services/payment-service/src/config.ts'
import type { ServiceDeclaration } from './declaration.ts'

export const payment: ServiceDeclaration = {
  name: 'payment',
  config: Config,
  cpuMillis: { request: 150, limit: 500 },
  memoryMib: { request: 256, limit: 512 },
  replicas: { min: 2, max: 10 },
  cpuPercent: 70,
  scaledAhead: true,
  strategy: 'canary',
  business: {
    name: 'payments-captured',
    good: { metric: 'payments_total', where: 'state="captured"' },
    all: { metric: 'payments_total', where: 'state=~"captured|declined"' },
    tolerance: 0.1,
  },
  poolSize: 4,
}
