import type { ServiceName } from '@tiketi/contracts/routes'
import type { Environment } from './environment.ts'

/** Which port of the sandbox, with its bank and its mail server, a service reaches. */
const sandbox: Partial<Record<ServiceName, number>> = { payment: 8081, notification: 1025 }

/** A cluster on one's own machine: images are loaded into it, PostgreSQL and Redis run in it, nothing is asked of AWS. */
export const local: Environment = {
  name: 'local',
  router: 'replicas',
  image: (service) => `tiketi/${service}:local`,
  settings: { from: 'kubernetes', values },
  replicas: () => ({ min: 1, max: 3 }),
  clock: 1 / 30,
  database: { app: 'postgres' },
  redis: { app: 'redis' },
  outside: (service) => (service in sandbox ? [{ peer: { app: 'sandbox' }, port: sandbox[service]! }] : []),
  entrance: { namespace: 'ingress' },
  host: 'tiketi.localhost',
  zones: false,
  traced: false,
}

function values(service: ServiceName): Record<string, string> {
  return {
    DATABASE_URL: `postgres://${service}@postgres:5432/tiketi`,
    DATABASE_ADMIN_URL: 'postgres://postgres@postgres:5432/tiketi',
    REDIS_URL: 'redis://redis:6379',
    PUBLIC_URL: 'http://tiketi.localhost',
    BANK_URL: 'http://sandbox:8081',
    BEACON_URL: 'local',
    BANK_SCRIPT_URL: 'http://tiketi.localhost:8081/v2/standard',
    BANK_CLIENT_KEY: 'test_ck_local',
    SMTP_URL: 'smtp://sandbox:1025',
    // No bucket is there: organisers name a picture's address instead.
    IMAGES_BUCKET: 'tiketi-pictures',
  }
}
