/**
 * What can go wrong with a mail on its way in:
 * - `reject`: refused with `code`, at the recipient or after the data.
 * - `hang`: no answer, at the recipient or after the data.
 * - `drop`: the mail arrives, then the connection breaks before anybody is told so.
 */
export interface SmtpRule {
  fault: 'reject' | 'hang' | 'drop'
  code?: number
  at?: Step
  to?: string
  times?: number
}

export type Step = 'recipient' | 'data'

const common = { to: { type: 'string', minLength: 1 }, times: { type: 'integer', minimum: 1 } }
const at = { enum: ['recipient', 'data'] }

/** The body of POST /script. */
export const smtpRuleSchema = {
  type: 'object',
  required: ['fault'],
  oneOf: [
    {
      additionalProperties: false,
      required: ['code'],
      properties: { ...common, at, fault: { const: 'reject' }, code: { type: 'integer', minimum: 400, maximum: 599 } },
    },
    { additionalProperties: false, properties: { ...common, at, fault: { const: 'hang' } } },
    { additionalProperties: false, properties: { ...common, fault: { const: 'drop' } } },
  ],
}

/** The failures that were asked for and are still to come. */
export class SmtpScript {
  private rules: { rule: SmtpRule; left: number }[] = []

  add(rule: SmtpRule) {
    this.rules.push({ rule, left: rule.times ?? 1 })
  }

  list() {
    return this.rules.map(({ rule, left }) => ({ ...rule, left }))
  }

  clear() {
    this.rules = []
  }

  /** The failure that meets these recipients at this step, used up by it. */
  take(step: Step, recipients: string[]): SmtpRule | undefined {
    const entry = this.rules.find(
      ({ rule, left }) => left > 0 && stepOf(rule) === step && (!rule.to || recipients.includes(rule.to.toLowerCase())),
    )
    if (entry) entry.left -= 1
    return entry?.rule
  }
}

const stepOf = ({ fault, at = 'recipient' }: SmtpRule): Step => (fault === 'drop' ? 'data' : at)
