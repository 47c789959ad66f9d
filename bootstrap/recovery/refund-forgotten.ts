import { parseArgs } from 'node:util'
import pg from 'pg'
import { type BankTransaction, findForgotten, giveBack } from './forgotten-payments.ts'

const { values } = parseArgs({ options: { since: { type: 'string' }, refund: { type: 'boolean', default: false } } })
const since = new Date(values.since ?? Number.NaN)
const { DATABASE_URL, BANK_URL, BANK_SECRET_KEY } = process.env
if (Number.isNaN(since.getTime()) || !DATABASE_URL || !BANK_URL || !BANK_SECRET_KEY) {
  console.error(
    'Say the restored instant, --since 2026-11-25T10:00:00Z, and set DATABASE_URL, BANK_URL, BANK_SECRET_KEY.',
  )
  process.exit(2)
}

const database = new pg.Client(DATABASE_URL)
await database.connect()
try {
  const books = { database, bankUrl: BANK_URL, secretKey: BANK_SECRET_KEY }
  const { taken, open, givenBack } = await findForgotten(books, since)
  for (const transaction of taken) {
    if (values.refund) await giveBack(books, transaction)
    tell(values.refund ? 'refunded' : 'to refund', transaction)
  }
  for (const transaction of open) tell('look again in 15 minutes', transaction)
  for (const transaction of givenBack) tell('given back at the bank, captured here', transaction)
  console.log(`${taken.length} forgotten, ${open.length} still open, ${givenBack.length} given back`)
} finally {
  await database.end()
}

function tell(what: string, { orderId, paymentKey, amount }: BankTransaction) {
  console.log(`${what}: order ${orderId}, payment ${paymentKey}, ${amount} won`)
}
