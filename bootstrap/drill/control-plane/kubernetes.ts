import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { moduleFolder } from '../../../cdk8s/schemas/generate.ts'
import { answers, type Room } from './room.ts'

/** How upstream plays a node, and a pod that is ready at once, or done at once if it is a job's. */
const STAGES = [
  'node/fast/node-initialize',
  'node/heartbeat-with-lease/node-heartbeat-with-lease',
  'pod/fast/pod-ready',
  'pod/fast/pod-complete',
  'pod/fast/pod-delete',
]

/** Starts etcd, the API server, its controllers and the scheduler; gives the administrator's kubeconfig. */
export async function startKubernetes(room: Room): Promise<string> {
  const etcd = await startEtcd(room)
  const [port, controllers, scheduler] = [await room.port(), await room.port(), await room.port()]
  const token = randomBytes(24).toString('hex')
  const file = (name: string) => join(room.folder, name)
  await writeKeys(file('accounts.key'), file('accounts.pub'))
  await writeFile(file('tokens.csv'), `${token},administrator,administrator,system:masters\n`, { mode: 0o600 })
  const server = `https://127.0.0.1:${port}`
  const certificate = file('certificates/apiserver.crt')

  await room.start(
    'kube-apiserver',
    flags({
      'etcd-servers': etcd,
      'bind-address': '127.0.0.1',
      'advertise-address': '127.0.0.1',
      'secure-port': port,
      // It makes itself a certificate there.
      'cert-dir': file('certificates'),
      'token-auth-file': file('tokens.csv'),
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': file('accounts.pub'),
      'service-account-signing-key-file': file('accounts.key'),
      'service-cluster-ip-range': '10.96.0.0/16',
      'authorization-mode': 'Node,RBAC',
      // 127.0.0.1 may be nobody's endpoint.
      'endpoint-reconciler-type': 'none',
      // As on EKS: what may have privileges is for policies to say.
      'allow-privileged': true,
      profiling: false,
    }),
    async () => isReady(`${server}/readyz`, await readFile(certificate, 'utf8')),
  )
  const kubeconfig = file('kubeconfig')
  await writeFile(kubeconfig, kubeconfigOf({ server, token, authority: await readFile(certificate) }), { mode: 0o600 })

  const common = { kubeconfig, 'bind-address': '127.0.0.1', 'leader-elect': false }
  await Promise.all([
    room.start(
      'kube-controller-manager',
      flags({
        ...common,
        'secure-port': controllers,
        'service-account-private-key-file': file('accounts.key'),
        'root-ca-file': certificate,
        'use-service-account-credentials': true,
      }),
      () => isReady(`https://127.0.0.1:${controllers}/healthz`),
    ),
    room.start('kube-scheduler', flags({ ...common, 'secure-port': scheduler }), () =>
      isReady(`https://127.0.0.1:${scheduler}/healthz`),
    ),
  ])
  return kubeconfig
}

/** Starts what makes nodes with the label `type=kwok`, and the pods on them, look alive. */
export async function startKwok(room: Room, kubeconfig: string): Promise<void> {
  const port = await room.port()
  const config = join(room.folder, 'kwok.yaml')
  const home = join(await moduleFolder('sigs.k8s.io/kwok@v0.8.0'), 'kustomize/stage')
  const stages = await Promise.all(STAGES.map((name) => readFile(join(home, `${name}.yaml`), 'utf8')))
  await writeFile(config, stages.join('\n---\n'))
  await room.start(
    'kwok',
    flags({
      kubeconfig,
      config,
      'manage-all-nodes': false,
      'manage-nodes-with-label-selector': 'type=kwok',
      'node-ip': '127.0.0.1',
      'server-address': `127.0.0.1:${port}`,
      cidr: '10.65.0.0/16',
      // Longer, and the controllers give the node up between two signs of life.
      'node-lease-duration-seconds': 40,
    }),
    () => answers(`http://127.0.0.1:${port}/healthz`),
  )
}

async function startEtcd(room: Room): Promise<string> {
  const [clients, peers] = [`http://127.0.0.1:${await room.port()}`, `http://127.0.0.1:${await room.port()}`]
  await room.start(
    'etcd',
    flags({
      name: 'drill',
      'data-dir': join(room.folder, 'etcd'),
      'listen-client-urls': clients,
      'advertise-client-urls': clients,
      'listen-peer-urls': peers,
      'initial-advertise-peer-urls': peers,
      'initial-cluster': `drill=${peers}`,
      // Nothing of it is wanted after a power cut.
      'unsafe-no-fsync': true,
    }),
    () => answers(`${clients}/health`),
  )
  return clients
}

async function writeKeys(privateFile: string, publicFile: string) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  await writeFile(privateFile, privateKey, { mode: 0o600 })
  await writeFile(publicFile, publicKey)
}

function kubeconfigOf({ server, token, authority }: { server: string; token: string; authority: Buffer }): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'drill', cluster: { server, 'certificate-authority-data': authority.toString('base64') } }],
    users: [{ name: 'administrator', user: { token } }],
    // Argo CD takes its own namespace from here.
    contexts: [{ name: 'drill', context: { cluster: 'drill', user: 'administrator', namespace: 'argocd' } }],
    'current-context': 'drill',
  })
}

export function flags(values: Record<string, string | number | boolean>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`)
}

/** Without an authority only whether it answers is of interest, not who. */
async function isReady(url: string, ca?: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  get(url, { ...(ca ? { ca } : { rejectUnauthorized: false }), timeout: 2_000 }, (response) => {
    response.resume()
    resolve(response.statusCode === 200)
  }).on('error', reject)
  return promise
}
