import Type from 'typebox'

/** An object that refuses unknown fields, so a misspelt one is a 400 and not silence. */
export function strict<T extends Type.TProperties>(properties: T, options: Type.TObjectOptions = {}) {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** A UUID in canonical lower-case form (RFC 9562). */
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUID',
})

/** An instant as ISO 8601 in UTC, e.g. `2026-12-24T10:00:00.000Z`. */
export const Instant = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z$',
  description: 'ISO 8601, UTC',
})

/** Korean won: a whole number, at most a billion, so that sums stay exact in every client. */
export const Won = Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'Korean won' })

/** One text in every language of the storefront. */
export const Text = strict({
  ko: Type.String({ minLength: 1, maxLength: 5_000 }),
  en: Type.String({ minLength: 1, maxLength: 5_000 }),
})
export type Text = Type.Static<typeof Text>

export const Locale = Type.Union([Type.Literal('ko'), Type.Literal('en')])
export type Locale = Type.Static<typeof Locale>

export const Email = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)+$',
  description: 'E-mail address',
})

/** RFC 9457 problem details. `code` is stable, `detail` is for people; other members depend on the code. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    traceId: Type.Optional(Type.String()),
    fields: Type.Optional(Type.Array(strict({ path: Type.String(), message: Type.String() }))),
  },
  { additionalProperties: true },
)
export type Problem = Type.Static<typeof Problem>
