/** What a tab keeps of the seats that it holds, to find the way back to them. */
export interface KeptHold {
  holdId: string
  eventId: string
  performanceId: string
}

const KEY = 'tiketi.hold'

export function keepHold(hold: KeptHold) {
  sessionStorage.setItem(KEY, JSON.stringify(hold))
}

export function keptHold(): KeptHold | null {
  const stored = sessionStorage.getItem(KEY)
  return stored ? (JSON.parse(stored) as KeptHold) : null
}

export function forgetHold() {
  sessionStorage.removeItem(KEY)
}
