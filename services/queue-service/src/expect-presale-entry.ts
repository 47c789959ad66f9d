import { PresaleEntry } from '@tiketi/contracts/presale'
import type { Ask } from '@tiketi/kit/ask'
import { Refusal } from '@tiketi/kit/refusal'

/**
 * Lets nobody stand in the line of a presale who could not buy there.
 *
 * @throws Refusal 403 PRESALE_CODE_NEEDED; 503 while reservation-service, which knows, does not answer.
 */
export async function expectPresaleEntry(
  ask: Ask,
  { onSaleId, personId }: { onSaleId: string; personId: string },
): Promise<void> {
  const path = `/internal/on-sales/${onSaleId}/presale-entries/${personId}`
  const { entered } = await ask('reservation', 'GET', path, { answer: PresaleEntry })
  if (!entered)
    throw new Refusal('PRESALE_CODE_NEEDED', 403, 'This is a presale. Please enter your code on the page of the event.')
}
