const KST_MS = 9 * 3_600_000

const local = (ms: number) => new Date(ms + KST_MS).toISOString()

/** `2026-12-24T19:00:00+09:00`, the form of every instant in a payment. */
export const koreanTime = (ms: number) => `${local(ms).slice(0, 19)}+09:00`

/** `2026-12-24T19:00:00.000000`, the form of a webhook's `createdAt`: Korean time that does not say so. */
export const koreanTimeWithoutZone = (ms: number) => `${local(ms).slice(0, 23)}000`

/** `20261224190000`, as it stands in payment keys. */
export const koreanDigits = (ms: number) => local(ms).slice(0, 19).replace(/\D/g, '')
