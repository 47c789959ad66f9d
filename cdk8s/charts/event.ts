import { Config } from '../../services/event-service/src/config.ts'
import type { ServiceDeclaration } from './declaration.ts'

export const event: ServiceDeclaration = {
  name: 'event',
  config: Config,
  cpuMillis: { request: 100, limit: 500 },
  memoryMib: { request: 224, limit: 512 },
  replicas: { min: 2, max: 10 },
  cpuPercent: 70,
  scaledAhead: true,
  strategy: 'canary',
  business: {
    name: 'found-events',
    good: { metric: 'http_request_duration_seconds_count', where: 'route="/api/event/events/:id",status=~"200|304"' },
    all: { metric: 'http_request_duration_seconds_count', where: 'route="/api/event/events/:id"' },
    tolerance: 0.1,
  },
  poolSize: 4,
}
