import { type BankOptions, createBank } from './bank.ts'

/** The sandbox bank as a process of its own, set up by its environment. */
const {
  BANK_HOST,
  BANK_PORT = '8081',
  BANK_DATA_FILE,
  BANK_SECRET_KEY,
  BANK_CLIENT_KEY,
  BANK_WEBHOOK_URL,
  BANK_SHOP_ORIGINS,
  BANK_PUBLIC_URL,
  BANK_LATENCY_MS,
  BANK_SLOW_CARD_MS,
  BANK_WEBHOOK_MINUTE_MS,
  BANK_SWITCHES,
} = process.env

function stop(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

function number(name: string, value: string): number {
  const parsed = Number(value)
  return Number.isInteger(parsed) && parsed >= 0 ? parsed : stop(`${name} must be a whole number, not '${value}'.`)
}

if (!BANK_SECRET_KEY || !BANK_CLIENT_KEY)
  stop('The bank needs BANK_SECRET_KEY (test_sk_…) and BANK_CLIENT_KEY (test_ck_…).')

const options: BankOptions = {
  port: number('BANK_PORT', BANK_PORT),
  secretKey: BANK_SECRET_KEY,
  clientKey: BANK_CLIENT_KEY,
  ...(BANK_HOST && { host: BANK_HOST }),
  ...(BANK_DATA_FILE && { dataFile: BANK_DATA_FILE }),
  ...(BANK_WEBHOOK_URL && { webhookUrl: BANK_WEBHOOK_URL }),
  ...(BANK_SHOP_ORIGINS && { shopOrigins: BANK_SHOP_ORIGINS.split(',') }),
  ...(BANK_PUBLIC_URL && { publicUrl: BANK_PUBLIC_URL }),
  ...(BANK_LATENCY_MS && { latencyMs: number('BANK_LATENCY_MS', BANK_LATENCY_MS) }),
  ...(BANK_SLOW_CARD_MS && { slowCardMs: number('BANK_SLOW_CARD_MS', BANK_SLOW_CARD_MS) }),
  ...(BANK_WEBHOOK_MINUTE_MS && { webhookMinuteMs: number('BANK_WEBHOOK_MINUTE_MS', BANK_WEBHOOK_MINUTE_MS) }),
  ...(BANK_SWITCHES && { switches: JSON.parse(BANK_SWITCHES) }),
}

const bank = await createBank(options).catch((error) =>
  stop(
    error.code === 'EADDRINUSE'
      ? `Port ${BANK_PORT} is taken, so the sandbox bank cannot start. Set BANK_PORT to another one.`
      : `The sandbox bank cannot start: ${error.message}`,
  ),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => bank.close().then(() => process.exit(0)))
}
console.log(`Sandbox bank: ${BANK_PUBLIC_URL ?? bank.url}`)
