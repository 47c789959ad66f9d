import { randomInt } from 'node:crypto'

/** Crockford's Base32 without 0 and 1, so that nothing looks or sounds like another character. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 8

/** A number that a buyer can read out, one of 6.5 × 10¹¹. The database refuses a second use. */
export function newOrderNumber(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** As people see it: `K7M2-94QX`. */
export function formatOrderNumber(number: string): string {
  return `${number.slice(0, 4)}-${number.slice(4)}`
}
