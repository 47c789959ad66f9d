import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { moduleFolder } from '../../cdk8s/schemas/generate.ts'
import { sources } from '../../cdk8s/schemas/sources.ts'
import { validate } from '../../cdk8s/schemas/validate.ts'
import { copyContext } from '../image/dockerfile.ts'
import { localSecrets } from '../local/secrets.ts'
import { kustomize } from '../tools.ts'
import { entrance } from './entrance.ts'
import { clusterSecret } from './facts.ts'
import { kindCluster } from './kind.ts'
import { commands } from './recorded-commands.ts'
import { daemon, repositoryServer } from './repository.ts'
import { sandbox } from './sandbox.ts'
import { clusterSecrets } from './secrets.ts'
import { storefront } from './storefront.ts'

const root = join(import.meta.dirname, '../..')
const folder = () => mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'kind-'))

/** In a folder of its own, so that no secrets of a cluster that is up are touched. */
const start = async (script: string, path: string) =>
  spawnSync(process.execPath, [join(import.meta.dirname, script)], {
    env: { PATH: path, TIKETI_CLUSTER_FOLDER: await folder() },
    encoding: 'utf8',
  })

/** For what another program does on a busy machine. */
const PATIENCE = { timeoutMs: 60_000 }

const rootArgs = ['build', '--load-restrictor=LoadRestrictionsNone', 'bootstrap/cluster/root']

const asList = (items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })

/** Keeps what kubectl and kind are given, a file a call. */
async function standIns() {
  const given = await folder()
  const repository = join(await folder(), '.git')
  mkdirSync(repository)
  const keep = `case "$*" in *-*=-*) /bin/cat > ${given}/$$ ;; esac`
  const cluster = await commands({
    docker: '',
    git: `echo ${repository}`,
    kind: `case "$1" in get) ;; *) ${keep} ;; esac`,
    kubectl: `case "$*" in *initial-admin-secret*) echo c2VzYW1l ;; *kustomize\\ *) echo 'root: rendered' ;; *) ${keep} ;; esac`,
  })
  return {
    ...cluster,
    repository,
    given: () => readdirSync(given).map((name) => readFileSync(join(given, name), 'utf8')),
  }
}

for (const [script, command] of [
  ['up.ts', 'cluster:up'],
  ['down.ts', 'cluster:down'],
] as const)
  test(`${command} says in one sentence that there is no Docker, and does nothing else`, async () => {
    const sentence = `No Docker engine answers on this machine: start one, then run npm run ${command} again.\n`
    const none = await start(script, '/nowhere')
    assert.deepEqual([none.status, none.stdout, none.stderr], [1, '', sentence])
    const asleep = await commands({ docker: 'exit 1', kind: '', kubectl: '' })
    assert.deepEqual((await start(script, asleep.path)).stderr, sentence)
    assert.equal((await asleep.calls()).length, 1)
  })

test('cluster:up makes the cluster, loads what it built, and speaks to that cluster only', async () => {
  const { path, calls, given, repository } = await standIns()
  const { status, stdout, stderr } = await start('up.ts', path)
  assert.equal(status, 0, stderr)
  const made = await calls()
  const built = made.filter((call) => call.startsWith('docker build')).map((call) => /--tag=(\S+)/.exec(call)![1]!)
  assert.equal(built.length, 7)
  const ordered = made.filter((call) => !call.startsWith('docker build'))
  for (const [index, expected] of [
    /^docker version/,
    /^git rev-parse .*--git-common-dir$/,
    /^kind get clusters$/,
    /^kind create cluster --name tiketi --config=- --wait=5m$/,
    new RegExp(`^kind load docker-image --name tiketi ${built.join(' ')}$`),
    /^kubectl .*--filename=-$/,
    /^kubectl .*--filename=-$/,
    /^kubectl .*--kustomize=bootstrap\/cluster\/argo-rollouts$/,
    /^kubectl .*--kustomize=bootstrap\/cluster\/argo-cd$/,
    /^kubectl .*--filename=-$/,
    /^kubectl .*--namespace=argocd wait deployment --all/,
    /^kubectl .*--filename=gitops\/rendered\/local\/platform\/namespace.tiketi.yaml$/,
    /^kubectl .*--filename=-$/,
    /^kubectl .*--filename=-$/,
    /^kubectl .*--filename=-$/,
    /^kubectl kustomize --load-restrictor=LoadRestrictionsNone bootstrap\/cluster\/root$/,
    /^kubectl .*--filename=-$/,
    /^kubectl .*get secret argocd-initial-admin-secret/,
  ].entries())
    assert.match(ordered[index]!, expected)
  for (const call of ordered.filter((line) => line.startsWith('kubectl') && !line.startsWith('kubectl kustomize')))
    assert.match(call, /^kubectl --context kind-tiketi /)
  const texts = given().join('\n')
  assert.ok(texts.includes(`"hostPath":"${repository}"`), 'the cluster sees the repository')
  assert.ok(texts.includes('root: rendered'), 'the root is applied as rendered')
  assert.match(stdout, /http:\/\/argocd\.tiketi\.localhost\n.*admin with sesame/)
})

test('the first failure ends cluster:up with its sentence, and a cluster that is there is kept', async () => {
  const there = await commands({
    docker: 'case "$1" in build) echo "no space left" >&2; exit 1 ;; esac',
    git: 'echo /',
    kind: 'echo tiketi',
    kubectl: '',
  })
  const { status, stderr } = await start('up.ts', there.path)
  assert.equal(status, 1)
  assert.match(stderr, /^docker build .* failed: no space left\n$/)
  assert.ok(!(await there.calls()).some((call) => call.startsWith('kind create')))
})

test('cluster:down deletes that cluster and no other', async () => {
  const { path, calls } = await standIns()
  assert.equal((await start('down.ts', path)).status, 0)
  assert.equal((await calls()).at(-1), 'kind delete cluster --name tiketi')
})

test('every Secret that a local manifest names is made, with the keys that it reads', async () => {
  const made = new Map(
    clusterSecrets(await localSecrets(await folder())).map((item) => [item.metadata.name, item.stringData]),
  )
  const rendered = join(root, 'gitops/rendered/local')
  let read = 0
  for (const file of readdirSync(rendered, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.yaml')) continue
    for (const [, key, name] of readFileSync(join(rendered, file), 'utf8').matchAll(
      /secretKeyRef:\s+key: (\S+)\s+name: (\S+)/g,
    )) {
      assert.ok(made.get(name!)?.[key!], `${file} reads ${key} of ${name}`)
      read++
    }
  }
  assert.ok(read > 20, `${read} were found`)
  assert.match(made.get('payment-secrets')!.BANK_SECRET_KEY!, /^test_sk_/)
})

test('all that is applied fits the API', async () => {
  const objects = [
    ...entrance,
    ...sandbox,
    ...storefront,
    ...repositoryServer({ uid: 1000, gid: 1000 }),
    ...clusterSecrets(await localSecrets(await folder())),
    clusterSecret({ 'tiketi.com/environment': 'local', 'tiketi.com/cluster-name': 'tiketi' }),
  ]
  assert.deepEqual((await validate({ yaml: asList(objects) })).faults, [])
})

test("the node is of the clouds' version, and every image that is pulled is one", () => {
  const [node] = kindCluster('/repository').nodes
  const minor = (text: string) => /v(1\.\d+)\./.exec(text)![1]
  assert.equal(minor(node!.image), minor(sources.find(({ module }) => module.startsWith('k8s.io/'))!.module))
  const images = JSON.stringify([node, ...entrance]).match(/"image":"[^"]+"/g)!
  assert.equal(images.length, 2)
  for (const image of images) assert.match(image, /@sha256:[0-9a-f]{64}"$/)
  const [, argoCd] = /newTag: (\S+)/.exec(readFileSync(join(root, 'gitops/addons/argo-cd/kustomization.yaml'), 'utf8'))!
  const server = JSON.stringify(repositoryServer({ uid: 0, gid: 0 }))
  assert.ok(server.includes(`"image":"quay.io/argoproj/argocd:${argoCd}"`), 'it serves with the image that is there')
})

test('rollouts are judged and scaled as in the clouds: by the same add-ons, and metrics-server, which EKS brings', async () => {
  const yaml = execFileSync(await kustomize(), rootArgs, { cwd: root, encoding: 'utf8' })
  const found = yaml.match(/- path: (\S+addons\S+)/g)!.flatMap((line) => globSync(line.split(': ')[1]!, { cwd: root }))
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const names = found.map((file) => /name: (\S+)/.exec(read(file))![1])
  assert.deepEqual(names, ['keda', 'prometheus', 'metrics-server'])
  for (const file of found) {
    const [, repository] = /repository: (\S+)/.exec(read(file))!
    assert.ok(yaml.includes(`- ${repository}\n`), `${repository} is let in`)
    // This cluster has none to tell, and an account whose role is empty has none.
    for (const [, fact] of read(file).matchAll(/\bfact: (\S+) /g)) assert.match(fact!, /-role-arn$/)
  }
})

test('the root and all below it read the working tree, and nothing asks GitHub', async () => {
  const yaml = execFileSync(await kustomize(), rootArgs, { cwd: root, encoding: 'utf8' })
  assert.deepEqual((await validate({ yaml })).faults, [])
  assert.doesNotMatch(yaml, /github\.com|: main$/m)
  const [service] = repositoryServer({ uid: 0, gid: 0 }).filter(({ kind }) => kind === 'Service')
  const { name, namespace } = service!.metadata
  const addresses = new Set(yaml.match(/git:\S+/g))
  assert.deepEqual([...addresses], [`git://${name}.${namespace}.svc/repository`])
})

for (const { addOn, says, silent } of [
  {
    addOn: 'argo-cd',
    says: [
      /host: argocd\.tiketi\.localhost/,
      /ingressClassName: tiketi/,
      /buildOptions: --load-restrictor LoadRestr/,
      /admin.enabled: "true"/,
    ],
    silent: /alb\.ingress|oidc\.config/,
  },
  {
    addOn: 'argo-rollouts',
    says: [/replicas: 1/],
    silent: /aws-verify-target-group/,
  },
])
  test(`what is changed of ${addOn} fits upstream's manifests`, async () => {
    const program = await kustomize()
    const home = await folder()
    for (const path of [`gitops/addons/${addOn}`, `bootstrap/cluster/${addOn}`])
      cpSync(join(root, path), join(home, path), { recursive: true })
    const kustomization = join(home, `gitops/addons/${addOn}/kustomization.yaml`)
    const text = readFileSync(kustomization, 'utf8')
    const [upstream, version] = /https:\S+\?ref=(\S+)/.exec(text)!
    const { module } = sources.find((source) => source.module.includes(addOn) && source.module.endsWith(`@${version}`))!
    // The same manifests as upstream's address gives, out of its Go module, so that nothing asks GitHub.
    cpSync(join(await moduleFolder(module), 'manifests'), join(home, 'upstream'), { recursive: true })
    writeFileSync(kustomization, text.replace(upstream, '../../../upstream/cluster-install'))
    const yaml = execFileSync(program, ['build', join(home, 'bootstrap/cluster', addOn)], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    })
    for (const said of says) assert.match(yaml, said)
    assert.doesNotMatch(yaml, silent)
  })

test('git serves the repository that it is given and no other', async (t) => {
  const repository = join(await folder(), 'repository')
  execFileSync('git', ['init', '--quiet', '--bare', repository])
  const port = await freePort()
  const [first, second, command, ...rest] = daemon(repository)
  const server = spawn('git', [first!, second!, command!, '--listen=127.0.0.1', `--port=${port}`, ...rest], {
    detached: true,
    stdio: 'ignore',
  })
  t.after(() => process.kill(-server.pid!))
  const ask = (path: string) => spawnSync('git', ['ls-remote', `git://127.0.0.1:${port}${path}`]).status
  await until(async () => ask(repository) === 0, PATIENCE)
  assert.notEqual(ask(join(root, '.git')), 0)
})

test("the sandbox's image has what its programs load: bank and inbox, which listen beyond this machine only when told to", async (t) => {
  const image = await sandboxTree()
  const ports = { bank: await freePort(), inbox: await freePort(), smtp: await freePort() }
  const environment = {
    BANK_PORT: String(ports.bank),
    BANK_SECRET_KEY: 'test_sk_a',
    BANK_CLIENT_KEY: 'test_ck_a',
    INBOX_PORT: String(ports.inbox),
    INBOX_SMTP_PORT: String(ports.smtp),
  }
  const answers = (host: string, port: number) =>
    fetch(`http://${host}:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  for (const program of ['bank', 'inbox'] as const)
    for (const host of [undefined, '0.0.0.0']) {
      const env = { ...environment, ...(host && { BANK_HOST: host, INBOX_HOST: host }) }
      const child = spawn(process.execPath, [join(image, `bootstrap/local/${program}/main.ts`)], {
        env,
        stdio: 'ignore',
      })
      t.after(() => child.kill())
      await until(() => answers('127.0.0.1', ports[program]), PATIENCE)
      // Another of the loopback's addresses: reached only by who listens on all.
      assert.equal(await answers('127.0.0.2', ports[program]), host !== undefined, `${program} on ${host}`)
      child.kill()
      await once(child, 'exit')
    }
})

test("and the storefront, whose every path is its one page, under the policy that lets in the bank's script", async (t) => {
  const [image, pages, port] = [await sandboxTree(), await folder(), await freePort()]
  mkdirSync(join(pages, 'posters'))
  writeFileSync(join(pages, 'index.html'), '<title>Tiketi</title>')
  const env = { PAGES: pages, PAGES_PORT: String(port), BANK_ORIGIN: 'http://tiketi.localhost:8081' }
  const child = spawn(process.execPath, [join(image, 'bootstrap/cluster/pages.ts')], { env, stdio: 'inherit' })
  t.after(() => child.kill())
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  await until(() => ask('/health').catch(() => undefined), PATIENCE)
  const page = await ask('/events/1')
  assert.match(await page.text(), /<title>Tiketi/)
  assert.match(page.headers.get('content-security-policy')!, /script-src 'self' http:\/\/tiketi\.localhost:8081/)
  assert.equal((await ask('/assets/none.js')).status, 404)
  assert.match(await (await ask('/docs')).text(), /Tiketi API/)
})

/** What the Dockerfile copies of the project, beside this machine's packages. */
async function sandboxTree(): Promise<string> {
  const home = await folder()
  copyContext(home, 'bootstrap/cluster/Dockerfile')
  return home
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
