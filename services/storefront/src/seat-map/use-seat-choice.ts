import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { useEffect, useRef, useState } from 'preact/hooks'
import { bestTogether } from './best-together.ts'
import type { Hall } from './hall.ts'

/** Seats that somebody else got, out of how many that were wanted. */
export interface LostRace {
  taken: readonly number[]
  wanted: number
}

interface SeatChoiceOptions {
  hall: Hall
  /** Anew whenever a seat changed. */
  seats: { version: number; states: Uint8Array }
  limit: number
  grade: number | null
}

/** What the buyer has chosen, and what the map offers instead or first. */
export function useSeatChoice({ hall, seats, limit, grade }: SeatChoiceOptions) {
  const [chosen, setChosen] = useState<readonly number[]>([])
  const [count, setCount] = useState(Math.min(2, limit))
  const [lost, setLost] = useState<LostRace | null>(null)
  /** While a hold is asked for, our own seats turn held. */
  const holding = useRef(false)

  function lose(taken: readonly number[]) {
    setLost({ taken, wanted: Math.max(taken.length, chosen.length) })
    setChosen(chosen.filter((seat) => !taken.includes(seat)))
  }

  useEffect(() => {
    if (holding.current) return
    const taken = chosen.filter((seat) => seats.states[seat] !== SEAT_STATE.free)
    if (taken.length > 0) lose(taken)
  }, [seats])

  const wanted = lost?.wanted ?? count
  const offer = lost || chosen.length === 0 ? bestTogether(hall, seats.states, { count: wanted, grade }) : null

  return {
    chosen,
    count,
    setCount,
    lost,
    offer,
    holding,
    lose,
    full: chosen.length >= limit,
    keepLooking: () => setLost(null),
    take(picked: readonly number[]) {
      setLost(null)
      setChosen(picked)
    },
    remove: (seat: number) => setChosen(chosen.filter((other) => other !== seat)),
    /** Chooses a free seat or takes a chosen one back; says what happened. */
    toggle(seat: number): 'chosen' | 'removed' | 'full' | 'taken' {
      if (chosen.includes(seat)) {
        setChosen(chosen.filter((other) => other !== seat))
        return 'removed'
      }
      if (seats.states[seat] !== SEAT_STATE.free) return 'taken'
      if (chosen.length >= limit) return 'full'
      setChosen([...chosen, seat])
      return 'chosen'
    },
  }
}
