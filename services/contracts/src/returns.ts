/**
 * When places that a buyer gave back are on sale again: published, so that everybody has the same chance, and at an
 * instant within the window that nobody knows before. They cool down first. Too near the end of the sale for that, they
 * come back within minutes.
 */
export const RETURNS = {
  coolMinutes: 10,
  /** On the venue's clock, every day. */
  window: { fromHour: 12, toHour: 13 },
  /** Where the window would end less than so many hours before the sale does or the performance begins. */
  near: { hours: 24, coolMinutes: 1, withinMinutes: 10 },
} as const
