import { setTimeout as sleep } from 'node:timers/promises'
import { BankError, type ErrorCode, errors } from './errors.ts'

const endpoints = ['confirm', 'cancel', 'payment', 'order', 'transactions', 'any'] as const
export type Endpoint = Exclude<(typeof endpoints)[number], 'any'>

/**
 * What can go wrong with a call:
 * - `delay`: works after `delayMs`.
 * - `error`: answers with the error `code`; a confirm that would have worked is refused as by the provider.
 * - `hang-up`: the connection breaks before anything is done.
 * - `no-answer`: everything is done, the answer never comes.
 * - `drop`: everything is done, then the connection breaks.
 * - `freeze`: nothing is read until the script is cleared; then it is done, too late.
 *
 * And with a webhook: `duplicate` (sent twice), `late` (kept until flushed), `disorder` (the next `times` go out together,
 * newest first).
 */
const callFaults = ['delay', 'error', 'hang-up', 'no-answer', 'drop', 'freeze'] as const
const webhookFaults = ['duplicate', 'late', 'disorder'] as const

export interface CallRule {
  on: (typeof endpoints)[number]
  fault: (typeof callFaults)[number]
  orderId?: string
  /** How many calls; without it one, and for `freeze` all. */
  times?: number
  delayMs?: number
  code?: ErrorCode
}

export interface WebhookRule {
  on: 'webhook'
  fault: (typeof webhookFaults)[number]
  orderId?: string
  times?: number
}

export type Rule = CallRule | WebhookRule

const common = {
  orderId: { type: 'string', minLength: 1, maxLength: 64 },
  times: { type: 'integer', minimum: 1 },
}

/** The body of POST /sandbox/script. */
export const ruleSchema = {
  type: 'object',
  required: ['on', 'fault'],
  oneOf: [
    {
      additionalProperties: false,
      properties: {
        ...common,
        on: { enum: endpoints },
        fault: { enum: callFaults },
        delayMs: { type: 'integer', minimum: 0 },
        code: { enum: Object.keys(errors) },
      },
      if: { properties: { fault: { const: 'error' } } },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word (https://json-schema.org, 'if'/'then').
      then: { required: ['code'] },
    },
    {
      additionalProperties: false,
      properties: { ...common, on: { const: 'webhook' }, fault: { enum: webhookFaults } },
    },
  ],
}

/** The failures that were asked for and are still to come, first come, first served. */
export class Script {
  private rules: { rule: Rule; left: number; used: number }[] = []
  private thaw = Promise.withResolvers<void>()

  add(rule: Rule) {
    const times = rule.times ?? (rule.fault === 'freeze' ? Number.POSITIVE_INFINITY : 1)
    this.rules.push({ rule, left: times, used: 0 })
  }

  /** `left` is null where the rule holds until the script is cleared. */
  list() {
    return this.rules.map(({ rule, left, used }) => ({ ...rule, left: Number.isFinite(left) ? left : null, used }))
  }

  /** Forgets every rule and lets frozen calls go on. */
  clear() {
    this.rules = []
    this.thaw.resolve()
    this.thaw = Promise.withResolvers()
  }

  /** The failure that meets this call, used up by it. */
  forCall(endpoint: Endpoint, orderId: string | undefined): CallRule | undefined {
    return this.take((rule) => rule.on === 'any' || rule.on === endpoint, orderId)?.rule as CallRule | undefined
  }

  /** The failure that meets this webhook, and whether it was the rule's last. */
  forWebhook(orderId: string): { rule: WebhookRule; last: boolean } | undefined {
    return this.take((rule) => rule.on === 'webhook', orderId) as { rule: WebhookRule; last: boolean } | undefined
  }

  thawed() {
    return this.thaw.promise
  }

  private take(matches: (rule: Rule) => boolean, orderId: string | undefined) {
    const entry = this.rules.find(
      ({ rule, left }) => left > 0 && matches(rule) && (rule.orderId === undefined || rule.orderId === orderId),
    )
    if (!entry) return undefined
    entry.left -= 1
    entry.used += 1
    return { rule: entry.rule, last: entry.left === 0 }
  }
}

/** The error that the rule asks for, if it is one. */
export const scriptedRefusal = (rule: CallRule | undefined) =>
  rule?.fault === 'error' && rule.code ? new BankError(rule.code) : undefined

export const delayed = async (ms: number | undefined) => {
  if (ms) await sleep(ms, undefined, { ref: false })
}
