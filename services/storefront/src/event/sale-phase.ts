export type SalePhase = 'soon' | 'open' | 'over'

export function salePhase(opensAt: string, closesAt: string, now: number): SalePhase {
  if (now < Date.parse(opensAt)) return 'soon'
  return now < Date.parse(closesAt) ? 'open' : 'over'
}
