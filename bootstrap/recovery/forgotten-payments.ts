import type pg from 'pg'

interface Books {
  database: pg.Client
  bankUrl: string
  secretKey: string
}

export interface BankTransaction {
  transactionKey: string
  paymentKey: string
  orderId: string
  status: string
  amount: number
}

interface Forgotten {
  /** The bank has money that the database knows nothing of, so that nobody will ever get a ticket for it. */
  taken: BankTransaction[]
  /** The hold is still open and the buyer may come back to it: look again when it is over. */
  open: BankTransaction[]
  /** The bank gave money back and the database still counts on it. */
  givenBack: BankTransaction[]
}

const PAGE = 1_000
const KOREA_MS = 9 * 3_600_000
/** The bank's clock is not the database's. What both know is not forgotten, so looking back further harms nothing. */
const CLOCKS_DIFFER_MS = 60_000

/** Compares what the bank did since an instant with a database that was restored to it. */
export async function findForgotten(books: Books, since: Date): Promise<Forgotten> {
  const transactions = await transactionsSince(books, since)
  const { rows } = await books.database.query<{ order_id: string; state: string; open: boolean; back: number }>(
    `select order_id, state, state = 'prepared' and deadline > now() as open, refund_due_won + refunded_won as back from payment.payment where order_id = any($1)`,
    [transactions.map(({ orderId }) => orderId)],
  )
  const known = new Map(rows.map((row) => [row.order_id, row]))
  const cancelled = new Set(transactions.filter(({ status }) => status === 'CANCELED').map(({ orderId }) => orderId))
  const forgotten: Forgotten = { taken: [], open: [], givenBack: [] }
  for (const transaction of transactions) {
    const { state, open, back = 0 } = known.get(transaction.orderId) ?? {}
    if (transaction.status !== 'DONE') {
      if (state === 'captured' && cancelledWon(transactions, transaction) > back) forgotten.givenBack.push(transaction)
    } else if (open) forgotten.open.push(transaction)
    // What is being confirmed or refunded is settled with the bank by the reconciler.
    else if (
      !cancelled.has(transaction.orderId) &&
      !['captured', 'confirming', 'refunding', 'refunded'].includes(state ?? '')
    )
      forgotten.taken.push(transaction)
  }
  return forgotten
}

/** What the bank gave back of an order, of all that is listed; a cancel's amount may come with either sign. */
function cancelledWon(transactions: BankTransaction[], { orderId }: BankTransaction): number {
  return transactions
    .filter((transaction) => transaction.orderId === orderId && transaction.status !== 'DONE')
    .reduce((sum, { amount }) => sum + Math.abs(amount), 0)
}

/** Gives back all of a payment that the database forgot. Done twice, it gives back once. */
export async function giveBack(books: Books, { paymentKey, amount }: BankTransaction): Promise<void> {
  await ask(books, `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `forgotten:${paymentKey}` },
    body: JSON.stringify({ cancelReason: '시스템 복구로 예매가 남지 않아 전액 환불합니다.', refundableAmount: amount }),
  })
}

async function transactionsSince(books: Books, since: Date): Promise<BankTransaction[]> {
  const startDate = koreanTime(since.getTime() - CLOCKS_DIFFER_MS)
  const endDate = koreanTime(Date.now() + CLOCKS_DIFFER_MS)
  const all: BankTransaction[] = []
  let page: BankTransaction[]
  do {
    const query = new URLSearchParams({ startDate, endDate, limit: String(PAGE) })
    if (all.length > 0) query.set('startingAfter', all.at(-1)!.transactionKey)
    page = (await ask(books, `/v1/transactions?${query}`)) as BankTransaction[]
    all.push(...page)
  } while (page.length === PAGE)
  return all
}

async function ask({ bankUrl, secretKey }: Books, path: string, { headers, ...init }: RequestInit = {}) {
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`
  const response = await fetch(new URL(path, bankUrl), {
    ...init,
    headers: { ...(headers as Record<string, string>), authorization },
    // The bank asks for a minute of patience with lists.
    signal: AbortSignal.timeout(60_000),
  })
  if (!response.ok) throw new Error(`The bank answered ${response.status} to ${path}: ${await response.text()}`)
  return response.json()
}

// The bank's lists take Korean time without a zone.
function koreanTime(milliseconds: number): string {
  return new Date(milliseconds + KOREA_MS).toISOString().slice(0, 19)
}
