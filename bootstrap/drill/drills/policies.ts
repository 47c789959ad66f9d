import { NAMESPACE, USER } from '../../../cdk8s/constructs/names.ts'
import { none } from '../../proof/figures.ts'
import { isTrue } from '../control-plane/room.ts'
import type { ClusterDrill } from '../drill.ts'
import type { Report } from '../report.ts'
import type { Cluster, Stage } from '../stage.ts'

const PLATFORM = 'drill-platform'

/** What nobody may run is refused, with a sentence that helps. */
export const policies: ClusterDrill = {
  name: 'policies',
  title: 'what breaks a policy is refused',
  minutes: 10,
  pods: 'any',
  async run(cluster, report) {
    const image = await imageThatRuns(cluster)
    const [repository] = image.split('@')
    const pods = {
      'a pod that may become root': pod(image, { runAsNonRoot: false, runAsUser: 0 }),
      'a pod with privileges': pod(image, { privileged: true, allowPrivilegeEscalation: true }),
      'an image by tag': pod(`${repository}:latest`),
      'an image of a foreign registry': pod(image.replace(/^[^/]+/, 'registry.example.com')),
    }
    let letIn = 0
    for (const [what, object] of Object.entries(pods)) {
      const refusal = await refusalOf(cluster, object)
      if (!refusal) letIn += 1
      report.say(`${what}: ${refusal ?? 'let in'}`)
    }
    report.add(none('pods let in that break a policy', letIn, 'pods'))
    const fits = await refusalOf(cluster, pod(image))
    if (fits) report.say(`A pod that breaks none: ${fits}`)
    report.add(none('pods refused that break none', fits ? 1 : 0, 'pods'))
    if ('source' in cluster)
      report.add(
        none('objects synced that the project does not allow', await outside(cluster as Stage, report), 'objects'),
      )
  },
}

async function imageThatRuns({ kubectl }: Cluster): Promise<string> {
  const path = '--output=jsonpath={.spec.template.spec.containers[0].image}'
  return kubectl(['--namespace', NAMESPACE, 'get', 'rollout', 'auth', path])
}

function pod(image: string, security: Record<string, unknown> = {}) {
  const restricted = {
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    runAsUser: USER,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'by-hand', namespace: NAMESPACE },
    spec: { containers: [{ name: 'main', image, securityContext: { ...restricted, ...security } }] },
  }
}

/** What the API says against it, without making it. */
async function refusalOf({ kubectl }: Cluster, object: object): Promise<string | undefined> {
  try {
    await kubectl(['create', '--dry-run=server', '--filename=-'], { input: JSON.stringify(object) })
    return undefined
  } catch (error) {
    return (error as Error).message.replace(/^Error from server \(\w+\): error when creating "STDIN": /, '')
  }
}

/** Commits a kind, then a namespace, that the services' project does not allow; counts what comes of it. */
async function outside(stage: Stage, report: Report): Promise<number> {
  const metadata = { name: 'by-hand', namespace: NAMESPACE }
  const tries = {
    Role: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: [] },
    'kube-system': { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, namespace: 'kube-system' } },
  }
  let synced = 0
  for (const [what, object] of Object.entries(tries)) {
    const commit = await stage.source.commit(`${what}, which the project does not allow`, (files) =>
      files.set('rendered/drill/platform/by-hand.yaml', JSON.stringify(object)),
    )
    const state = await isTrue(`Argo CD refuses ${what}`, async () => {
      const now = await stage.argo.state(PLATFORM)
      return /not permitted/.test(now.message) && now.message.includes(what) ? now : undefined
    })
    report.say(`${what}, outside of the project: ${state.message}`)
    const { kind } = object
    const found = await stage.kubectl([
      'get',
      kind,
      '--all-namespaces',
      '--field-selector=metadata.name=by-hand',
      '--output=name',
    ])
    if (found.trim()) synced += 1
    // It would be tried again for minutes, and nothing else meanwhile.
    await stage.argo.terminate(PLATFORM)
    await stage.argo.settled(await stage.source.revert(commit), { names: [PLATFORM] })
  }
  return synced
}
