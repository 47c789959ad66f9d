import type { Report } from './report.ts'
import type { Cluster, Stage } from './stage.ts'

interface Named {
  /** On the command line. */
  name: string
  title: string
  /** After these it is given up. What it waits for has limits of its own; this is for what nobody thought of. */
  minutes: number
}

/** Plays on a cluster that it may commit to. */
export interface StageDrill extends Named {
  /** Simulated pods are ready at once and run nothing; real ones are processes of the services. */
  pods: 'simulated' | 'real'
  run(stage: Stage, report: Report): Promise<void>
}

/** Leaves a cluster as it was, so that it may be somebody's. */
export interface ClusterDrill extends Named {
  pods: 'any'
  run(cluster: Cluster, report: Report): Promise<void>
}

export type Drill = StageDrill | ClusterDrill
