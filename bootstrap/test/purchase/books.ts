import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { until } from '@tiketi/kit/testing'
import pg from 'pg'
import type { System } from '../../local/system.ts'

interface Disagreement {
  what: string
  id: string
}

/** Rows that break what must be true of money and seats when nothing is under way. */
const BROKEN = readFileSync(new URL('../../recovery/books.sql', import.meta.url), 'utf8')

/** Waits until money and seats agree among the services and with the bank, a minute at most. */
export async function booksAgree(system: System): Promise<void> {
  let broken: Disagreement[] = []
  await until(
    async () => {
      broken = await disagreements(system)
      return broken.length === 0
    },
    { timeoutMs: 60_000 },
  ).catch(() => assert.deepEqual(broken, [], 'Money and seats do not agree after a minute.'))
}

/** Where money and seats do not agree at this moment; what is under way counts, too. */
export async function disagreements(system: System): Promise<Disagreement[]> {
  const client = new pg.Client(system.adminUrl)
  await client.connect()
  try {
    return await disagreementsIn(client, system.bankUrl)
  } finally {
    await client.end()
  }
}

/** The same over a connection to the services' database. */
export async function disagreementsIn(client: pg.Client, bankUrl: string): Promise<Disagreement[]> {
  return [...(await client.query<Disagreement>(BROKEN)).rows, ...(await brokenAtBank(client, bankUrl))]
}

async function brokenAtBank(client: pg.Client, bankUrl: string): Promise<Disagreement[]> {
  const apart = await wonApart(client, bankUrl)
  return [...apart.keys()].map((id) => ({ what: 'money that the bank and we count differently', id }))
}

/**
 * The bank's books against ours: what it took and did not give back is what we call captured. For every order of which
 * that is not so, how many won lie between.
 */
export async function wonApart(client: pg.Client, bankUrl: string): Promise<Map<string, number>> {
  const { payments } = (await (await fetch(`${bankUrl}/sandbox/books`)).json()) as {
    payments: { orderId: string; status: string; balanceAmount: number }[]
  }
  const apart = new Map<string, number>()
  const add = (orderId: string, won: number) => apart.set(orderId, (apart.get(orderId) ?? 0) + won)
  for (const { orderId, status, balanceAmount } of payments)
    if (['DONE', 'PARTIAL_CANCELED'].includes(status)) add(orderId, balanceAmount)
  const { rows } = await client.query<{ order_id: string; kept_won: number }>(
    `select order_id, amount_won - refunded_won as kept_won from payment.payment where state = 'captured'`,
  )
  for (const { order_id, kept_won } of rows) add(order_id, -kept_won)
  return new Map([...apart].filter(([, won]) => won !== 0))
}
