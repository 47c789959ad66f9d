/** The part of the way that lies behind, from 0 to 1. */
export function progress(ahead: number, aheadAtFirst: number): number {
  return aheadAtFirst <= 0 ? 1 : Math.min(1, Math.max(0, 1 - ahead / aheadAtFirst))
}
