import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { declarations } from '../../cdk8s/charts/index.ts'
import { local } from '../../cdk8s/environments/local.ts'
import { localSecrets } from '../local/secrets.ts'
import { kind as findKind, kubectl as findKubectl } from '../tools.ts'
import { run } from './command.ts'
import { needDocker } from './docker.ts'
import { entrance } from './entrance.ts'
import { clusterSecret } from './facts.ts'
import { CLUSTER, kindCluster } from './kind.ts'
import { repositoryServer } from './repository.ts'
import { SANDBOX_IMAGE, sandbox } from './sandbox.ts'
import { clusterSecrets } from './secrets.ts'
import { storefront } from './storefront.ts'

const secretsFolder = process.env.TIKETI_CLUSTER_FOLDER ?? join(import.meta.dirname, '../../.local/cluster')

/** Makes the cluster, or brings one that is there up to date. */
async function up() {
  needDocker('cluster:up')
  const [kind, program] = await Promise.all([findKind(), findKubectl()])
  const kubectl = (args: string[], input?: string) => run(program, ['--context', `kind-${CLUSTER}`, ...args], input)
  const apply = (what: string, input?: string) => kubectl(['apply', '--server-side', '--force-conflicts', what], input)
  const applyObjects = (items: object[]) =>
    apply('--filename=-', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))

  const repository = run('git', ['rev-parse', '--path-format=absolute', '--git-common-dir']).trim()
  if (!run(kind, ['get', 'clusters']).split('\n').includes(CLUSTER)) {
    console.log('Making the cluster …')
    const wait = ['--config=-', '--wait=5m']
    run(kind, ['create', 'cluster', '--name', CLUSTER, ...wait], JSON.stringify(kindCluster(repository)))
  }

  console.log('Building the images …')
  const images = buildImages()
  run(kind, ['load', 'docker-image', '--name', CLUSTER, ...images])

  console.log('Installing Argo CD and Rollouts …')
  applyObjects(['argocd', 'argo-rollouts'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })))
  applyObjects([...entrance, ...storefront])
  apply('--kustomize=bootstrap/cluster/argo-rollouts')
  apply('--kustomize=bootstrap/cluster/argo-cd')
  applyObjects(repositoryServer(statSync(repository)))
  kubectl(['--namespace=argocd', 'wait', 'deployment', '--all', '--for=condition=Available', '--timeout=10m'])

  apply('--filename=gitops/rendered/local/platform/namespace.tiketi.yaml')
  mkdirSync(secretsFolder, { recursive: true })
  applyObjects(clusterSecrets(await localSecrets(secretsFolder)))
  applyObjects(sandbox)
  applyObjects([clusterSecret({ 'tiketi.com/environment': local.name, 'tiketi.com/cluster-name': CLUSTER })])
  const root = run(program, ['kustomize', '--load-restrictor=LoadRestrictionsNone', 'bootstrap/cluster/root'])
  apply('--filename=-', root)

  const password = ['--namespace=argocd', 'get', 'secret', 'argocd-initial-admin-secret']
  const encoded = kubectl([...password, '--output=jsonpath={.data.password}'])
  console.log(`Argo CD makes the cluster what the last commit says: http://argocd.${local.host}`)
  console.log(`Log in as admin with ${Buffer.from(encoded, 'base64').toString()}, or look without logging in.`)
  console.log(
    `Storefront http://${local.host}, API page http://${local.host}/docs, bank http://${local.host}:8081, mails http://${local.host}:8082`,
  )
}

function buildImages(): string[] {
  const services = declarations.map(({ name }) => {
    const image = local.image(name)
    const args = ['--file=services/Dockerfile', `--build-arg=SERVICE=${name}`, `--tag=${image}`]
    run('docker', ['build', '--quiet', ...args, '.'])
    return image
  })
  run('docker', ['build', '--quiet', '--file=bootstrap/cluster/Dockerfile', `--tag=${SANDBOX_IMAGE}`, '.'])
  return [...services, SANDBOX_IMAGE]
}

try {
  await up()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
