/** Codes of refusals with their statuses. */
type Refusals = Readonly<Record<string, number>>

/** Which refusals a route has, for the API page; a test of the service that meets another one fails. */
export function refusedWith(...refusals: Refusals[]): string {
  const named = Object.entries(Object.assign({}, ...refusals) as Refusals).map(([code, status]) => `${status} ${code}`)
  return `Refused with ${named.toSorted().join(', ')}.`
}

export const BY_KEY: Refusals = { IDEMPOTENCY_KEY_MISSING: 400, IDEMPOTENCY_RUNNING: 409, IDEMPOTENCY_KEY_REUSED: 422 }

export const BY_PERFORMANCE: Refusals = { PERFORMANCE_UNKNOWN: 404 }

/** When nothing is sold. */
export const BY_SALE: Refusals = {
  NOT_OPEN_YET: 409,
  SALE_CLOSED: 409,
  SALE_CHANGED: 409,
  PERFORMANCE_STARTED: 409,
  PERFORMANCE_CANCELLED: 409,
}

/** Of whoever wants places. */
export const BY_PLACES: Refusals = {
  ...BY_KEY,
  ...BY_SALE,
  PASS_REQUIRED: 403,
  PASS_INVALID: 403,
  SEAT_UNKNOWN: 404,
  SEATS_TAKEN: 409,
  PLACES_TAKEN: 409,
  LIMIT_REACHED: 409,
  SEATS_BUSY: 503,
}

/** Of a hold that is not its owner's to change, or no longer. */
export const BY_HOLD: Refusals = {
  HOLD_UNKNOWN: 404,
  HOLD_EXPIRED: 409,
  HOLD_BUSY: 409,
  PAYMENT_RUNNING: 409,
  ALREADY_PAID: 409,
  ORDER_REFUNDED: 409,
}

/** Of an offer that cannot be answered. */
export const BY_OFFER: Refusals = {
  ...BY_KEY,
  WAITING_UNKNOWN: 404,
  NO_OFFER: 409,
  OFFER_TAKEN: 409,
  OFFER_OVER: 409,
  NOT_WAITING: 409,
}
