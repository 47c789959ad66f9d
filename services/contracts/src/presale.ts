import Type from 'typebox'
import { strict } from './schema.ts'

/** A presale code, or what a club's list says of a member: a number, or a name and a number. Capitals and spaces make no difference. */
const PresaleCode = Type.String({ maxLength: 60, pattern: '^(\\s*\\S){4}', examples: ['HALO-2027'] })

/** POST /api/reservation/events/:id/presale: once for each person and event, for all its dates. */
export const EnterPresale = strict({ code: PresaleCode })
export type EnterPresale = Type.Static<typeof EnterPresale>

/** GET /api/reservation/events/:id/presale, and the answer when somebody enters. */
export const PresaleEntry = strict({ entered: Type.Boolean() })
export type PresaleEntry = Type.Static<typeof PresaleEntry>

/** POST /api/reservation/organiser/events/:id/presale-codes: adds codes, or says anew how many people known ones let in. */
export const AddPresaleCodes = strict({
  codes: Type.Array(strict({ code: PresaleCode, people: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }), {
    minItems: 1,
    maxItems: 5_000,
  }),
})
export type AddPresaleCodes = Type.Static<typeof AddPresaleCodes>

/** GET …/presale-codes: kept are only hashes of codes, so they can be counted and not read. */
export const PresaleCodes = strict({
  codes: Type.Integer(),
  /** Whom they let in together, and who has entered. */
  people: Type.Integer(),
  entered: Type.Integer(),
})
export type PresaleCodes = Type.Static<typeof PresaleCodes>
