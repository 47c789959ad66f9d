import { type Figure, table } from '../proof/figures.ts'

export interface Report {
  say(line: string): void
  add(...figures: Figure[]): void
}

/** What one drill came to. */
export interface Outcome {
  drill: string
  title: string
  seconds: number
  figures: Figure[]
  /** Why it did not come to its end. */
  failure?: string
}

/** What no drill here can show, whatever its figures are. */
const UNPROVED = [
  'the target verification of Rollouts against AWS, and the balancer itself: a part of the drill plays it',
  'that NetworkPolicies are enforced: no network of a cluster is here',
  'that images are signed: no admission asks for signatures here',
  'KEDA itself: its status, and the autoscaler that it would make, are written by the drill',
  "the controllers' own rights: they run as the cluster's administrator",
]

export interface Run {
  /** Of the API server. */
  kubernetes: string
  /** Whether the cluster was made for the run. */
  own: boolean
  outcomes: Outcome[]
}

export function inWords({ kubernetes, own, outcomes }: Run): string {
  const parts = outcomes.map(({ drill, title, seconds, figures, failure }) => {
    const head = `${drill}: ${title} (${seconds.toFixed(0)} s)`
    return [head, figures.length > 0 && table(figures), failure && `✖ ${failure}`].filter(Boolean).join('\n')
  })
  const ground = own ? `Kubernetes ${kubernetes}, started for this run; EKS runs 1.35.` : `Kubernetes ${kubernetes}.`
  const unproved = own ? ['Not proved:', ...UNPROVED.map((what) => `- ${what}`)] : []
  const passed = outcomes.filter(didWell).length
  const count = `${passed} passed, ${outcomes.length - passed} failed`
  return [...parts, [ground, ...unproved].join('\n'), count].join('\n\n')
}

/** As rows for other programs, each with the drill that it comes from. */
export function asJson({ kubernetes, own, outcomes }: Run): object {
  return {
    kubernetes,
    notProved: own ? UNPROVED : [],
    rows: outcomes.flatMap(({ drill, figures }) => figures.map((figure) => ({ drill, ...figure }))),
    failures: outcomes.flatMap(({ drill, failure }) => (failure ? [{ drill, failure }] : [])),
  }
}

export function wentWell({ outcomes }: Run): boolean {
  return outcomes.every(didWell)
}

function didWell({ failure, figures }: Outcome): boolean {
  return !failure && figures.every(({ ok }) => ok)
}
