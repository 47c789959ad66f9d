import type { ServiceDeclaration } from '../charts/declaration.ts'
import type { Environment } from '../environments/environment.ts'
import type { KubeObject, Manifests } from '../synth.ts'

/** What an environment would be, before it is written. */
export interface Plan {
  environment: Environment
  services: ServiceDeclaration[]
  manifests: Manifests
}

/** The sentences by which a plan breaks the rule, each with what to change; none when it holds. */
export type Rule = (plan: Plan) => string[]

export const objectsOf = ({ manifests }: Plan, kind?: string): KubeObject[] =>
  [...manifests.values()].flat().filter((object) => !kind || object.kind === kind)

export interface PodTemplate {
  /** For messages: the object that makes such pods. */
  of: string
  labels: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: a pod's specification, which the schemas check.
  spec: any
}

/** Every kind of pod that the objects would make. */
export function podsOf(plan: Plan): PodTemplate[] {
  return objectsOf(plan).flatMap((object) => {
    const of = `${object.kind} ${object.metadata.name}`
    const templates =
      object.kind === 'AnalysisTemplate'
        ? object.spec.metrics.flatMap((metric: KubeObject) => metric.provider.job?.spec.template ?? [])
        : [object.spec?.template ?? []].flat()
    return templates.map((template: KubeObject) => ({ of, labels: template.metadata.labels, spec: template.spec }))
  })
}
