import { Button } from '../components/button.tsx'

interface StepperProps {
  /** What is counted, for those who hear the page. */
  name: string
  fewer: string
  more: string
  value: number
  least?: number
  most: number
  onValue: (value: number) => void
}

/** A number that two buttons make smaller or larger. */
export function Stepper({ name, fewer, more, value, least = 0, most, onValue }: StepperProps) {
  return (
    <fieldset class="stepper" aria-label={name}>
      <Button kind="quiet" label={fewer} disabled={value <= least} onClick={() => onValue(value - 1)}>
        −
      </Button>
      <output class="figures">{value}</output>
      <Button kind="quiet" label={more} disabled={value >= most} onClick={() => onValue(value + 1)}>
        +
      </Button>
    </fieldset>
  )
}
