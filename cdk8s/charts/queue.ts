import { Config } from '../../services/queue-service/src/config.ts'
import type { ServiceDeclaration } from './declaration.ts'

export const queue: ServiceDeclaration = {
  name: 'queue',
  config: Config,
  cpuMillis: { request: 200, limit: 1_000 },
  memoryMib: { request: 256, limit: 1024 },
  replicas: { min: 3, max: 20 },
  cpuPercent: 70,
  backlog: {
    // Every replica tells of the whole line.
    query: 'sum(max by (on_sale) (queue_waiting{namespace="tiketi"}))',
    perReplica: 1_000,
    replicasWhenUnknown: 6,
  },
  scaledAhead: true,
  strategy: 'canary',
  business: {
    name: 'places-given',
    good: {
      metric: 'http_request_duration_seconds_count',
      where: 'route="/api/queue/on-sales/:onSaleId/entries",method="POST",status=~"2.."',
    },
    all: {
      metric: 'http_request_duration_seconds_count',
      where: 'route="/api/queue/on-sales/:onSaleId/entries",method="POST"',
    },
    tolerance: 0.1,
  },
  poolSize: 4,
}
