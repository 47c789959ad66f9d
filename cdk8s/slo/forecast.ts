import type { Group } from './burn-rate.ts'

/** So many buyers at once are what the largest size of each service is for. */
export const MOST_BUYERS = 50_000

/** A sale counts from so long before it opens until so long after; then what is measured decides. */
export const AHEAD_SECONDS = 1_800
const AFTER_SECONDS = 600

/** While no sale of the last weeks tells better. */
const PEOPLE_PER_SEAT = 10

/** By sale that is about to open or has just opened. */
export const EXPECTED_BY_SALE = 'max by (on_sale) (on_sale:expected_buyers)'
export const EXPECTED_BUYERS = `sum(${EXPECTED_BY_SALE}) or vector(0)`

const seats = 'max by (on_sale) (queue_seats)'
const untilOpening = 'max by (on_sale) (queue_opens_at_seconds) - time()'
// Most sales were at most as wanted as this; those that nobody has waited for yet tell nothing.
const usual = 'quantile(0.9, max_over_time(on_sale:people_per_seat[14d]) > 0)'

const near = `(${untilOpening} < ${AHEAD_SECONDS} > -${AFTER_SECONDS})`

/**
 * How many will come to a sale: by its seats and how many people waited for each seat in sales before, or those who are in
 * its lobby already, if they are more.
 */
export const forecastGroup: Group = {
  name: 'forecast',
  rules: [
    {
      record: 'on_sale:people_per_seat',
      expr: `max by (on_sale) (queue_waiting) / on (on_sale) (${seats} > 0)`,
    },
    {
      record: 'on_sale:expected_buyers',
      expr: `${seats} * scalar(${usual} or vector(${PEOPLE_PER_SEAT})) and on (on_sale) ${near}`,
      labels: { by: 'seats' },
    },
    {
      record: 'on_sale:expected_buyers',
      expr: `max by (on_sale) (queue_lobby) and on (on_sale) ${near}`,
      labels: { by: 'lobby' },
    },
  ],
}
