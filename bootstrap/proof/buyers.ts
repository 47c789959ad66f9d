import { ACCESS, type SigningKey, signingKeys } from '@tiketi/kit/access-token'

export interface Buyer {
  id: string
  token: string
  /** A pass of the waiting room that this buyer never stood in. */
  pass(onSaleId: string): Promise<string>
}

const TWO_HOURS = 7_200

/** The person of a number, which has twelve digits: a UUID whose last part shows the number. */
export const personOf = (number: number) => `00000000-0000-4000-8000-${number}`

/** Buyers who are known to every service though they never registered: a system's own keys sign for them. */
export function buyersOf(keys: Record<'auth' | 'queue', SigningKey[]>): (number: number) => Promise<Buyer> {
  const access = signingKeys(JSON.stringify(keys.auth), ACCESS)
  const passes = signingKeys(JSON.stringify(keys.queue), { issuer: 'tiketi-queue', audience: 'tiketi-reservation' })
  return async (number) => {
    const id = personOf(number)
    return {
      id,
      token: await access.sign({ sub: id, roles: ['buyer'], sid: id }, TWO_HOURS),
      pass: (sale) => passes.sign({ sub: id, sale }, TWO_HOURS),
    }
  }
}
