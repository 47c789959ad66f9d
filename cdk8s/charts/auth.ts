import { Config } from '../../services/auth-service/src/config.ts'
import type { ServiceDeclaration } from './declaration.ts'

export const auth: ServiceDeclaration = {
  name: 'auth',
  config: Config,
  cpuMillis: { request: 100, limit: 500 },
  memoryMib: { request: 224, limit: 512 },
  replicas: { min: 2, max: 10 },
  cpuPercent: 70,
  scaledAhead: true,
  strategy: 'canary',
  business: {
    name: 'log-ins',
    good: {
      metric: 'http_request_duration_seconds_count',
      where: 'route="/api/auth/sessions",method="POST",status="201"',
    },
    all: { metric: 'http_request_duration_seconds_count', where: 'route="/api/auth/sessions",method="POST"' },
    tolerance: 0.2,
  },
  poolSize: 4,
}
