import type { SeatLayout } from '@tiketi/contracts/reservation'
import { useEffect } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { State } from '../components/state.tsx'
import { words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import { forgetHold, keptHold } from './kept-hold.ts'

/** The seats went back on sale: what that means, and the way to others. */
export function HoldGone({ layout }: { layout: SeatLayout | null }) {
  const w = words.value.checkout
  const place = layout ?? keptHold()
  useEffect(() => {
    if (layout) forgetHold()
  }, [])
  return (
    <State mark="clock" title={w.gone} text={w.goneMeans}>
      <Button kind="primary" href={place ? paths.seats(place.eventId, place.performanceId) : '/'}>
        {place ? w.chooseAgain : words.value.notFound.home}
      </Button>
    </State>
  )
}
