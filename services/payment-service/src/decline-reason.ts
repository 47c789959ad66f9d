/** What the bank's refusals mean to the person who pays. Every sentence ends with what to do. */
const REASONS: Record<string, string> = {
  REJECT_CARD_PAYMENT: 'The card’s limit or balance is not enough. Nothing was charged; please try another card.',
  REJECT_ACCOUNT_PAYMENT: 'The account’s balance is not enough. Nothing was charged; please try another way to pay.',
  REJECT_CARD_COMPANY: 'The card company did not approve this payment. Nothing was charged; please try another card.',
  INVALID_REJECT_CARD: 'The card company did not approve this card. Nothing was charged; please try another card.',
  INVALID_STOPPED_CARD: 'This card has been stopped. Nothing was charged; please try another card.',
  INVALID_CARD_LOST_OR_STOLEN: 'This card was reported lost or stolen. Nothing was charged; please try another card.',
  INVALID_CARD_EXPIRATION: 'The card has expired or its date is wrong. Nothing was charged; please try another card.',
  INVALID_CARD_NUMBER: 'The card number is not right. Nothing was charged; please check it and try again.',
  EXCEED_MAX_DAILY_PAYMENT_COUNT: 'The card was used too often today. Nothing was charged; please try another card.',
  EXCEED_MAX_PAYMENT_AMOUNT: 'The card’s limit for a day is reached. Nothing was charged; please try another card.',
  HOLD_EXPIRED: 'The time for these seats had run out, so nothing was charged. Please choose seats again.',
  HOLD_RELEASED: 'These seats were given back, so nothing was charged. Please choose seats again.',
  HOLD_CHANGED: 'Your seats had changed, so nothing was charged. Please pay the new amount.',
  AMOUNT_MISMATCH: 'Your seats had changed, so nothing was charged. Please pay the new amount.',
  DEPOSIT_OVERDUE: 'No deposit was made in time, so the seats went back on sale. Please choose seats again.',
  METHOD_NOT_ALLOWED: 'These seats cannot be paid for by a deposit. Nothing was charged; please pay another way.',
  EXPIRED_PAYMENT: 'The payment was not finished in time. Nothing was charged; please try again.',
  NOT_FOUND_PAYMENT_SESSION: 'The payment was not finished in time. Nothing was charged; please try again.',
}

export function declineReason(code: string): string {
  return (
    REASONS[code] ?? 'The bank did not accept this payment. Nothing was charged; please try again or pay another way.'
  )
}
