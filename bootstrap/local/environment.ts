import { join } from 'node:path'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import type { Ports } from './addresses.ts'
import { PICTURES_BUCKET } from './pictures.ts'
import type { Secrets } from './secrets.ts'

export type NodeProgram = ServiceName | 'bank' | 'inbox' | 'google'

export type Environment = Record<string, string>

/** The database that all services share, each in its own schema. */
export const DATABASE = 'tiketi'

const GOOGLE_CLIENT_ID = 'tiketi-local'

interface Surroundings {
  ports: Ports
  secrets: Secrets
  /** Where the bank's books and the inbox's mails are kept. */
  dataDir: string
}

/** What each program reads from its environment; a service ignores what its config.ts does not name. */
export function environmentOf(program: NodeProgram, { ports, secrets, dataDir }: Surroundings): Environment {
  const gateway = `http://localhost:${ports.gateway}`
  const bank = `http://localhost:${ports.bank}`
  if (program === 'bank')
    return {
      BANK_PORT: String(ports.bank),
      BANK_PUBLIC_URL: bank,
      BANK_DATA_FILE: join(dataDir, 'bank.jsonl'),
      BANK_SECRET_KEY: secrets.bankSecretKey,
      BANK_CLIENT_KEY: secrets.bankClientKey,
      BANK_SHOP_ORIGINS: gateway,
      BANK_WEBHOOK_URL: `${at(ports.payment)}/api/payment/webhooks/toss`,
    }
  if (program === 'inbox')
    return {
      INBOX_PORT: String(ports.inbox),
      INBOX_SMTP_PORT: String(ports.smtp),
      INBOX_DATA_FILE: join(dataDir, 'inbox.jsonl'),
    }
  if (program === 'google')
    return {
      GOOGLE_PORT: String(ports.google),
      GOOGLE_CLIENT_ID,
      GOOGLE_CLIENT_SECRET: secrets.googleClientSecret,
      GOOGLE_REDIRECT_URI: `${gateway}/api/auth/google/callback`,
    }
  return {
    HOST: '127.0.0.1',
    PORT: String(ports[program]),
    METRICS_PORT: String(ports[`${program}-metrics`]),
    DATABASE_URL: `postgres://${program}@127.0.0.1:${ports.postgres}/${DATABASE}`,
    DATABASE_PASSWORD: secrets.rolePasswords[program],
    REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
    SERVICE_TOKEN_KEYS: secrets.serviceTokenKeys,
    ACCESS_JWKS_URL: `${at(ports.auth)}/api/auth/.well-known/jwks.json`,
    PASS_JWKS_URL: `${at(ports.queue)}/api/queue/.well-known/jwks.json`,
    PUBLIC_URL: gateway,
    ...Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_URL`, at(ports[name])])),
    ...own(program, ports, secrets),
  }
}

function own(service: ServiceName, ports: Ports, secrets: Secrets): Environment {
  switch (service) {
    case 'auth':
      return {
        SIGNING_KEYS: JSON.stringify(secrets.signingKeys.auth),
        MAIL_TOKEN_KEY: secrets.mailTokenKey,
        GOOGLE_ISSUER: `http://localhost:${ports.google}`,
        GOOGLE_CLIENT_ID,
        GOOGLE_CLIENT_SECRET: secrets.googleClientSecret,
      }
    case 'queue':
      return {
        SIGNING_KEYS: JSON.stringify(secrets.signingKeys.queue),
        PLACE_KEY: secrets.placeKey,
        BEACON_URL: 'local',
      }
    case 'reservation':
      return { TICKET_KEY: secrets.ticketKey }
    case 'payment':
      return {
        BANK_URL: at(ports.bank),
        BANK_SCRIPT_URL: `http://localhost:${ports.bank}/v2/standard`,
        BANK_CLIENT_KEY: secrets.bankClientKey,
        BANK_SECRET_KEY: secrets.bankSecretKey,
      }
    case 'notification':
      return { SMTP_URL: `smtp://127.0.0.1:${ports.smtp}` }
    case 'event':
      return {
        IMAGES_BUCKET: PICTURES_BUCKET,
        IMAGES_ENDPOINT: at(ports.pictures),
        IMAGES_UPLOAD_URL: `http://localhost:${ports.gateway}/uploads`,
        POSTERS_URL: at(ports.gateway),
      }
  }
}

function at(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** @throws Error when no service is called so. */
export function serviceCalled(name: string | undefined): ServiceName {
  const service = serviceNames.find((known) => known === name)
  if (!service) throw new Error(`There is no service "${name}". There are ${serviceNames.join(', ')}.`)
  return service
}
