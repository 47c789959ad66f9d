import { bestTogether } from '@tiketi/contracts/best-together'
import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Hall } from './hall.ts'
import type { SeatStates } from './seat-states.ts'

/** Seats that somebody else got, out of how many that were wanted. */
export interface LostRace {
  taken: readonly number[]
  wanted: number
}

interface SeatChoiceOptions {
  hall: Hall
  /** Anew whenever a seat changed. */
  seats: SeatStates
  /** Free seats of each section. */
  free: readonly number[]
  /** How many more may be chosen. */
  limit: number
  grade: number | null
}

/** What the buyer has chosen, and what the map offers instead or first. */
export function useSeatChoice({ hall, seats, free, limit, grade }: SeatChoiceOptions) {
  const [chosen, setChosen] = useState<readonly number[]>([])
  /** Places wanted in each standing area. */
  const [standing, setStanding] = useState<readonly number[]>(hall.areas.map(() => 0))
  const [wish, setWish] = useState({ count: 2, wheelchairs: 0 })
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

  const count = Math.max(1, Math.min(wish.count, limit))
  const wanted = lost?.wanted ?? count
  const wheelchairs = Math.min(wish.wheelchairs, wanted)
  const places = standing.reduce((sum, area) => sum + area, chosen.length)
  const isFree = (seat: number) => seats.states[seat] === SEAT_STATE.free
  const offering = lost || (places === 0 && hall.seats > 0 && limit > 0)
  const offer = offering ? bestTogether(hall, isFree, { count: wanted, wheelchairs, grade, free }) : null

  return {
    chosen,
    standing,
    /** Seats and standing places together. */
    places,
    /** As many in a standing area as are wanted, left there and allowed. */
    setStanding(area: number, wish: number) {
      const others = places - standing[area]!
      const most = Math.max(0, Math.min(limit - others, seats.areas[area] ?? 0))
      setStanding(standing.with(area, Math.min(most, Math.max(0, wish))))
    },
    /** How many seats are wanted side by side, and how many of them for wheelchairs. */
    count,
    wheelchairs,
    setCount: (count: number) => setWish({ count, wheelchairs: Math.min(wish.wheelchairs, count) }),
    setWheelchairs: (wheelchairs: number) => setWish({ count, wheelchairs }),
    lost,
    offer,
    holding,
    lose,
    full: places >= limit,
    keepLooking: () => setLost(null),
    clear() {
      setLost(null)
      setChosen([])
      setStanding(hall.areas.map(() => 0))
    },
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
      if (places >= limit) return 'full'
      setChosen([...chosen, seat])
      return 'chosen'
    },
  }
}
