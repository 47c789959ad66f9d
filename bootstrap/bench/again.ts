import type { Transaction } from './statements.ts'

interface Sample {
  /** The twelve digits that end the ids of the sample's person and keys. */
  number: number
  /** Seats that occur nowhere else in the statements. */
  seats: [number, number]
  /** Ids that stay what they are. */
  kept: string[]
  /** What else, beside UUIDs, a service made up for the sample. */
  madeUp?: string[]
}

const MADE_UP = /[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** Seats of one client in one run: so many purchases of two. */
const SEATS_A_CLIENT = 400

/**
 * What was done once, for pgbench to do again and again: each client for persons, with keys and on seats of its own.
 *
 * @param run numbers of one run never meet those of another.
 */
export function again(transactions: Transaction[], { number, seats, kept, madeUp = [] }: Sample, run: number): string {
  let text = transactions.flatMap(({ statements }) => statements).join(';\n')
  text = text.replaceAll(String(number), ':n')
  // Ids of reservations, payments, events keep their length: some columns demand it.
  const made = new Set([...madeUp, ...(text.match(MADE_UP) ?? [])])
  for (const id of made) if (!kept.includes(id)) text = text.replaceAll(id, `${id.slice(0, -12)}:n`)
  for (const [at, seat] of seats.entries())
    text = text.replaceAll(new RegExp(`(?<![\\w-])${seat}(?![\\w-])`, 'g'), `:seat${at}`)
  return [
    '\\set done :done + 1',
    `\\set n ${3 + run}00000000000 + :client_id * 1000000 + :done`,
    `\\set seat0 (${run} * 16 + :client_id) * ${SEATS_A_CLIENT} + 2 * :done`,
    '\\set seat1 :seat0 + 1',
    `${text};\n`,
  ].join('\n')
}
