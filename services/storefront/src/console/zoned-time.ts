/** What a clock on a wall in this time zone shows at an instant, as a `datetime-local` field wants it. */
export function wallTime(instant: string, timeZone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T').slice(0, 16)
}

/** The instant at which such a clock shows this; nothing while the field is not filled in. */
export function instantOf(wall: string, timeZone: string): string | null {
  if (!wall) return null
  const asUtc = Date.parse(`${wall}:00Z`)
  if (Number.isNaN(asUtc)) return null
  const offset = (at: number) => Date.parse(`${wallTime(new Date(at).toISOString(), timeZone)}:00Z`) - at
  // The second look is for the days on which clocks change.
  const first = asUtc - offset(asUtc)
  return new Date(asUtc - offset(first)).toISOString()
}
