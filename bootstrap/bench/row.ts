import type { Figure } from '../proof/figures.ts'
import type { Ground } from './ground.ts'

export interface Row {
  /** On the command line. */
  name: string
  title: string
  /** Of our pace to the limit's. */
  goal: number
  measure(ground: Ground): Promise<Measured>
}

interface Measured {
  /** A second. */
  ours: number
  limit: number
  p99Ms: number
  /** Of the service that does most of the work. */
  perCpuSecond: number
  more?: Figure[]
}
