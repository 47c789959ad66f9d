import { App, Chart } from 'cdk8s'
import type { ServiceDeclaration } from './charts/declaration.ts'
import { declarations } from './charts/index.ts'
import { PlatformChart } from './charts/platform.ts'
import { FastifyService } from './constructs/fastify-service.ts'
import { NAMESPACE } from './constructs/names.ts'
import type { Environment } from './environments/environment.ts'
import { rules } from './rules/index.ts'

export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> }
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a shape of its own, which the schemas check.
  [field: string]: any
}

/** An environment's objects by folder: one for each service, and `platform`. */
export type Manifests = Map<string, KubeObject[]>

/** @throws Error with a sentence for each rule that does not hold. */
export function synthesise(environment: Environment, services: ServiceDeclaration[] = declarations): Manifests {
  const app = new App()
  const charts: Chart[] = [new PlatformChart(app, environment, services)]
  for (const declaration of services) {
    const chart = new Chart(app, declaration.name, { namespace: NAMESPACE, disableResourceNameHashes: true })
    new FastifyService(chart, { declaration, environment, others: services })
    charts.push(chart)
  }
  const manifests: Manifests = new Map(charts.map((chart) => [chart.node.id, objectsOf(chart)]))
  const broken = rules.flatMap((rule) => rule({ environment, services, manifests }))
  if (broken.length > 0) throw new Error(`${environment.name} cannot be rendered.\n${broken.join('\n')}`)
  return manifests
}

/** Kinds that belong to no namespace; a chart would give them its own. */
const CLUSTER_WIDE = ['Namespace', 'PriorityClass', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']

function objectsOf(chart: Chart): KubeObject[] {
  const objects = chart.toJson() as KubeObject[]
  for (const { kind, metadata } of objects) if (CLUSTER_WIDE.includes(kind)) delete metadata.namespace
  return objects
}
