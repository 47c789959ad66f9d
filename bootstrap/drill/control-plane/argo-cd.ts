import { randomBytes } from 'node:crypto'
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { KubernetesObject } from '@kubernetes/client-node'
import { parseAllDocuments, stringify } from 'yaml'
import { moduleFolder } from '../../../cdk8s/schemas/generate.ts'
import { startRedis } from '../../local/redis.ts'
import type { Cluster } from '../stage.ts'
import { flags } from './kubernetes.ts'
import { answers, type Room } from './room.ts'

const addon = join(import.meta.dirname, '../../../gitops/addons/argo-cd')
const LOOPBACK = '127.0.0.1'

/** Starts Argo CD's parts with the settings that the clusters have; gives its API's address. */
export async function startArgoCd(room: Room, kubeconfig: string, cluster: Cluster): Promise<string> {
  const upstream = await moduleFolder('github.com/argoproj/argo-cd/v3@v3.6.1')
  await cluster.apply(...(await settings(room, upstream)))
  // Asked about each commit, though no signature is wanted of it; a module's files are not executable.
  const verify = room.program('git-verify-wrapper.sh')
  await copyFile(join(upstream, 'hack/git-verify-wrapper.sh'), verify)
  await chmod(verify, 0o755)
  const [redis, repositories, controller, sets, api] = await addresses(room)
  const redisPort = Number(redis.split(':')[1])
  const dataDir = join(room.folder, 'argocd/redis')
  await room.own(await startRedis({ dataDir, port: redisPort, env: room.mark, logFile: room.logFile('argocd-redis') }))

  const env = await environment(room, kubeconfig)
  const start = async (name: string, own: Record<string, string | number | boolean>, health: string) => {
    await room.start(`argocd-${name}`, flags(own), () => answers(`http://${health}`), {
      ...env,
      ARGOCD_BINARY_NAME: `argocd-${name}`,
    })
  }
  const from = { redis, 'repo-server-plaintext': true, namespace: 'argocd' }
  const [repositoryMetrics, setMetrics, setHook, apiMetrics] = await addresses(room)
  await start(
    'repo-server',
    {
      redis,
      address: LOOPBACK,
      port: port(repositories),
      'metrics-address': LOOPBACK,
      'metrics-port': port(repositoryMetrics),
      'disable-tls': true,
      // Else it waits for a certificate that nobody brings.
      'client-ca-path': '',
      // What a branch points to may be this old when it is asked; a webhook would tell it on a cluster.
      'revision-cache-expiration': '1s',
    },
    `${repositoryMetrics}/healthz`,
  )
  await Promise.all([
    start(
      'application-controller',
      { ...from, 'repo-server': repositories, 'metrics-port': port(controller), 'app-resync': 60 },
      `${controller}/healthz`,
    ),
    start(
      'applicationset-controller',
      {
        'argocd-repo-server': repositories,
        'repo-server-plaintext': true,
        namespace: 'argocd',
        'metrics-addr': setMetrics,
        'probe-addr': sets,
        'webhook-addr': setHook,
        'enable-leader-election': false,
        'enable-progressive-syncs': true,
      },
      `${setMetrics}/metrics`,
    ),
    start(
      'server',
      {
        ...from,
        'repo-server': repositories,
        insecure: true,
        'disable-auth': false,
        address: LOOPBACK,
        port: port(api),
        'metrics-port': port(apiMetrics),
      },
      `${api}/healthz`,
    ),
  ])
  return `http://${api}`
}

/** Upstream's settings with the changes that the clusters get. */
async function settings(room: Room, upstream: string): Promise<KubernetesObject[]> {
  const folder = join(room.folder, 'argocd/settings')
  await mkdir(folder, { recursive: true })
  const patches = ['settings', 'rights', 'parameters'].map((name) => ({
    path: relative(folder, join(addon, `${name}.yaml`)),
  }))
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'argocd',
    resources: [relative(folder, join(upstream, 'manifests/base/config'))],
    patches,
  }
  await writeFile(join(folder, 'kustomization.yaml'), stringify(kustomization))
  const made = await room.run('kubectl', ['kustomize', '--load-restrictor=LoadRestrictionsNone', folder])
  // Argo CD's API would make it up, but the others look for it before.
  const key = { 'server.secretkey': randomBytes(32).toString('base64') }
  return parseAllDocuments(made).map((document) => {
    const object = document.toJS() as KubernetesObject
    return object.kind === 'Secret' ? { ...object, stringData: key } : object
  })
}

async function environment(room: Room, kubeconfig: string): Promise<Record<string, string>> {
  const home = (name: string) => join(room.folder, 'argocd', name)
  const folders = { tls: '', ssh: '', plugin: '', tmp: '', home: '', 'gpg/keys': '', 'gpg/source': '' }
  for (const name of Object.keys(folders)) await mkdir(home(name), { recursive: true, mode: 0o700 })
  return {
    KUBECONFIG: kubeconfig,
    HOME: home('home'),
    TMPDIR: home('tmp'),
    // The address of a cluster's own API then means the kubeconfig's.
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_TLS_DATA_PATH: home('tls'),
    ARGOCD_SSH_DATA_PATH: home('ssh'),
    ARGOCD_PLUGINSOCKFILEPATH: home('plugin'),
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_GNUPGHOME: home('gpg/keys'),
    ARGOCD_GPG_DATA_PATH: home('gpg/source'),
    ARGOCD_APPLICATION_CONTROLLER_NAME: 'argocd-application-controller',
    HOSTNAME: 'argocd-application-controller-0',
  }
}

async function addresses(room: Room): Promise<[string, string, string, string, string]> {
  const numbers: number[] = []
  while (numbers.length < 5) numbers.push(await room.port())
  return numbers.map((number) => `${LOOPBACK}:${number}`) as [string, string, string, string, string]
}

function port(address: string): number {
  return Number(address.split(':')[1])
}
