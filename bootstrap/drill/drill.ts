import type { Figure } from '../recovery/figures.ts'
import type { Stage } from './stage.ts'

export interface Report {
  say(line: string): void
  add(...figures: Figure[]): void
}

export interface Drill {
  /** On the command line. */
  name: string
  title: string
  /** Simulated pods are ready at once and run nothing; real ones are processes of the services. */
  pods: 'simulated' | 'real'
  run(stage: Stage, report: Report): Promise<void>
}
