import { type EventName, events } from '@tiketi/contracts/events'
import { Check, Errors } from 'typebox/value'

/** What is wrong with an event's data by the contracts, in one sentence; nothing when it is right. */
export function eventFault(name: EventName, data: unknown): string | undefined {
  const schema = events[name].data
  if (Check(schema, data)) return undefined
  const faults = Errors(schema, data).map(({ instancePath, message }) => `${instancePath || 'data'} ${message}`)
  return `The data of ${name} is not what the contracts say: ${faults.join('; ')}.`
}
