import { atLeast, atMost, type Figure, none, told } from '../proof/figures.ts'
import type { Bare } from './bare.ts'
import type { Measured } from './crowd-talk.ts'
import { calledBeyond, calledOutOfOrder, leaning, sustained } from './fairness.ts'

/** Over which those come back whose replica stops, as the storefront has it. */
const SPREAD_S = 5

interface Gathered {
  people: number
  /** A part of the crowd each. */
  measured: Measured[]
  bare: Bare
  /** Of a socket. */
  memoryKiB: number
  rates: { calm: number; rush: number /** When an operator changed it. */; changedAt: number }
  /** Sockets that were open at the replica that stopped. */
  rolled: number
}

/** What is asked of a sale, beside what was measured of it. */
export function report({ people, measured, bare, memoryKiB, rates, rolled }: Gathered): Figure[] {
  const all = (name: Times) => measured.flatMap((part) => part[name])
  const places = measured.flatMap((part) => part.places)
  const refusals = measured.flatMap((part) => Object.values(part.refusals)).reduce((sum, count) => sum + count, 0)
  const shares = (name: string, times: number[]) =>
    [50, 95, 99].map((percent) => told(`${name}, p${percent}`, quantile(times, percent / 100), 'ms'))
  const calls = places.flatMap(({ calledAt }) => calledAt ?? [])
  const beforeChange = calls.filter((at) => at < rates.changedAt)
  const afterChange = calls.filter((at) => at >= rates.changedAt)
  const most = sustained(afterChange)
  return [
    told('people', people, ''),
    none('people who did not come in', people - places.length, ''),
    atMost('memory of a socket, beside bare ws', memoryKiB, 'KiB', bare.memoryKiB, 2),
    atMost(
      'watermark to all, p99, beside bare ws',
      quantile(all('delivery'), 0.99),
      'ms',
      quantile(bare.delivery, 0.99),
      2,
    ),
    // A short line is called before five seconds are over.
    most > 0
      ? atLeast('people called a second, sustained', most, '/s', 1_000)
      : told('people called', calls.length, ''),
    none(
      'people called beyond the rate',
      calledBeyond(beforeChange, rates.calm) + calledBeyond(afterChange, rates.rush),
      '',
    ),
    ...shares('joining', all('join')),
    ...shares('watermark to all', all('delivery')),
    atMost(`claiming the pass at ${rates.calm} a second, p95`, quantile(all('claim'), 0.95), 'ms', 100),
    told('passes', all('claim').length, ''),
    told('purchases', all('purchase').length, ''),
    told('purchase, p95', quantile(all('purchase'), 0.95), 'ms'),
    told('how the line stands, p95', quantile(all('polled'), 0.95), 'ms'),
    atMost('the same beside abuse of sockets and calls, p95', quantile(all('polledBesideAbuse'), 0.95), 'ms', 100),
    told('sockets of a replica that stops', rolled, ''),
    none('of them not back', Math.max(0, rolled - all('back').length), ''),
    told('back, p99', quantile(all('back'), 0.99), 'ms'),
    told(
      'tries that failed on the way back',
      all('tries').reduce((sum, tries) => sum + tries, 0),
      '',
    ),
    atMost('back in one second, beside evenly spread', busiestSecond(all('backAt')), '/s', rolled / SPREAD_S, 2),
    atMost('the draw leans to early or late', Math.abs(leaning(places)), 'deviations', 4),
    none('people called after a higher number', calledOutOfOrder(places), ''),
    none('answers that nobody expected', refusals, ''),
  ]
}

type Times = 'join' | 'delivery' | 'claim' | 'purchase' | 'polled' | 'polledBesideAbuse' | 'back' | 'tries' | 'backAt'

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function busiestSecond(moments: number[]): number {
  const seconds = Map.groupBy(moments, (at) => Math.floor(at / 1_000))
  return Math.max(0, ...[...seconds.values()].map(({ length }) => length))
}
