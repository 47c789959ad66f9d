import { Config } from '../../services/notification-service/src/config.ts'
import type { ServiceDeclaration } from './declaration.ts'

export const notification: ServiceDeclaration = {
  name: 'notification',
  config: Config,
  cpuMillis: { request: 100, limit: 500 },
  memoryMib: { request: 224, limit: 384 },
  replicas: { min: 2, max: 10 },
  cpuPercent: 70,
  scaledAhead: false,
  // Mails are written by the stable pods alone, so a share of the requests would show little of a new revision.
  strategy: 'blueGreen',
  business: {
    name: 'mails-sent',
    good: { metric: 'mails_total', where: 'state="sent"' },
    all: { metric: 'mails_total', where: '' },
    tolerance: 0.1,
  },
  poolSize: 4,
}
