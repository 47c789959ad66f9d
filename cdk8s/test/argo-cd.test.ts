import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import { parse, parseAllDocuments } from 'yaml'
import { kustomize } from '../../bootstrap/tools.ts'
import { readFacts } from '../environments/facts.ts'
import { moduleFolder } from '../schemas/generate.ts'
import { sources } from '../schemas/sources.ts'
import { validate } from '../schemas/validate.ts'
import type { KubeObject } from '../synth.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const files = (pattern: string) => globSync(pattern, { cwd: root }).toSorted()

interface AddOn {
  name: string
  namespace: string
  order: string
  repository: string
  version: string
  facts: { value: string; fact: string }[]
  values: { image?: { tag: string } }
}

const addOns = files('gitops/addons/*.yaml').map((file) => (parse(read(file)) as { addon: AddOn }).addon)
const kustomized = files('gitops/addons/*/kustomization.yaml').flatMap((file) => {
  const { namespace, resources } = parse(read(file)) as { namespace: string; resources: string[] }
  const [upstream, version] = resources[0]!.split('?ref=')
  // What is ours alone has no version.
  return version ? [{ name: basename(dirname(file)), namespace, upstream: upstream!, version }] : []
})
const project = (name: string) => parse(read(`gitops/projects/${name}.yaml`)).spec

/** Each add-on's role, with the account that it trusts, and all that Terraform tells Argo CD of a cluster. */
const roles = [...read('terraform/modules/identity/addons.tf').matchAll(/^ {4}(\S+) += \{ account = "(\S+)"/gm)]
const annotations = [...read('terraform/modules/environment/outputs.tf').matchAll(/"tiketi\.com\/([a-z-]+)"/g)]
const told = new Set([...annotations.map(([, fact]) => fact!), ...roles.map(([, role]) => `${role}-role-arn`)])

const whole = ['gitops/root/*.yaml', 'gitops/projects/*.yaml', 'gitops/applicationsets/*.yaml'].flatMap(files)

suite('what Argo CD is told', () => {
  test('fits the API of the version that runs', async () => {
    const parts = files('gitops/addons/*/!(kustomization).yaml')
    const { valid, faults } = await validate({ paths: [...whole, ...parts].map((file) => join(root, file)) })
    assert.deepEqual(faults, [])
    assert.ok(valid > 10)
  })

  test('would be refused with a field that nobody knows', async () => {
    const { faults } = await validate({ yaml: read('gitops/root/root.yaml').replace('selfHeal', 'selfHeel') })
    assert.match(faults.join(), /selfHeel/)
  })

  test('comes from one repository and one branch', () => {
    for (const file of whole)
      for (const [, revision] of read(file).matchAll(/(?:targetRevision|revision): (.+)/g))
        assert.ok(revision === 'main' || revision === '{{ .addon.version }}', `${file}: ${revision}`)
  })
})

test('the services may be made of what is rendered, and of nothing else', () => {
  const { clusterResourceWhitelist, namespaceResourceWhitelist } = project('services')
  const allowed = [...clusterResourceWhitelist, ...namespaceResourceWhitelist].map(
    ({ group, kind }) => `${group}/${kind}`,
  )
  const rendered = files('gitops/rendered/{staging,production,drill}/*/*.yaml').map((file) => {
    const { apiVersion, kind } = parse(read(file)) as { apiVersion: string; kind: string }
    return `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`
  })
  assert.deepEqual([...new Set(rendered)].toSorted(), allowed.toSorted())
})

test('nothing rolls by itself in production while sales open, and a person still may', () => {
  const [window] = project('services').syncWindows
  assert.deepEqual([window.kind, window.applications, window.manualSync], ['deny', ['production-*'], true])
})

test('the revision that Rollouts writes into a selector is no drift, and no sync takes it out', () => {
  const { spec } = parse(read('gitops/applicationsets/services.yaml')).spec.template
  assert.deepEqual(spec.ignoreDifferences, [
    { kind: 'Service', jsonPointers: ['/spec/selector/rollouts-pod-template-hash'] },
  ])
  assert.ok(spec.syncPolicy.syncOptions.includes('RespectIgnoreDifferences=true'))
})

suite('add-ons', () => {
  const allowed = project('add-ons')
  for (const { name, namespace, repository, version, facts, order } of addOns) {
    test(`${name} is pinned, and its project lets it in`, () => {
      assert.match(version, /^v?\d+\.\d+\.\d+$/)
      assert.ok(allowed.sourceRepos.includes(repository), repository)
      assert.ok(
        allowed.destinations.some((one: { namespace: string }) => one.namespace === namespace),
        namespace,
      )
      assert.match(order, /^(first|second)$/)
    })
    test(`${name} is told only what Terraform tells of the cluster`, () => {
      for (const { fact } of facts) assert.ok(told.has(fact), fact)
      const role = roles.find(([, one]) => one === name)
      if (role) assert.equal(role[2], `${namespace}:${name}`, 'the role trusts the account that the chart makes')
    })
  }

  test('have one table, which is right', () => {
    const rows = [...read('gitops/README.md').matchAll(/^\| ([a-z-]+) \| (v?\d\S+) \| (\S+) \|/gm)]
    const wanted = [...addOns, ...kustomized].map(({ name, version, namespace }) => `${name} ${version} ${namespace}`)
    assert.deepEqual(
      rows.map(([, ...row]) => row.join(' ')),
      wanted.toSorted(),
    )
  })

  test('run the versions that manifests are checked against', () => {
    const schemaOf = (part: string) => sources.find(({ module }) => module.includes(part))!.module.split('@v')[1]!
    const versionOf = (name: string) =>
      [...addOns, ...kustomized].find((one) => one.name === name)!.version.replace('v', '')
    assert.equal(versionOf('argo-cd'), schemaOf('argo-cd'))
    assert.equal(versionOf('argo-rollouts'), schemaOf('argo-rollouts'))
    assert.equal(versionOf('keda'), schemaOf('keda'))
    const minor = (version: string) => version.replace('v', '').split('.').slice(0, 2).join('.')
    const autoscaler = addOns.find(({ name }) => name === 'cluster-autoscaler')!
    assert.equal(minor(autoscaler.values.image!.tag), minor(schemaOf('k8s.io/kubernetes')))
  })
})

test("the CDN finds the balancer by the name that external-dns keeps, and the domain itself stays the CDN's", () => {
  const cdn = read('terraform/modules/edge/distribution.tf')
  assert.match(cdn, /domain_name = "origin\.\$\{var\.domain\}"/)
  const externalDns = addOns.find(({ name }) => name === 'external-dns')!
  assert.ok(externalDns.facts.some(({ value, fact }) => value === 'domainFilters[0]' && fact === 'domain'))
  for (const environment of ['staging', 'production'] as const) {
    const { domain } = readFacts(environment)
    for (const file of files(`gitops/rendered/${environment}/*/ingress.*.yaml`)) {
      const { annotations } = parse(read(file)).metadata
      const told = (key: string) => annotations[`external-dns.alpha.kubernetes.io/${key}`]
      assert.deepEqual([told('hostname'), told('ingress-hostname-source')], [`origin.${domain}`, 'annotation-only'])
    }
  }
})

suite('Argo CD itself, as its application set makes it on a cluster', () => {
  const facts: Record<string, string> = {
    domain: 'staging.tiketi.com',
    region: 'ap-northeast-2',
    environment: 'staging',
    certificate: 'arn:aws:acm:ap-northeast-2:222222222222:certificate/00000000-0000-0000-0000-000000000000',
    role: 'arn:aws:iam::222222222222:role/tiketi-staging-argo-rollouts',
  }
  const { matrix } = parse(read('gitops/applicationsets/argo.yaml')).spec.generators[0]
  const components = matrix.generators[1].list.elements as { component: string; patch: string }[]

  const builds = new Map(components.map(({ component }) => [component, build(component)]))
  const made = async (component: string): Promise<KubeObject[]> =>
    parseAllDocuments(await builds.get(component)!).map((document) => document.toJS())

  /** The component with its patches, upstream's manifests out of the Go module of the same version. */
  async function build(component: string): Promise<string> {
    const home = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'argo-'))
    const folder = join(home, 'gitops/addons', component)
    await cp(join(root, 'gitops/addons', component), folder, { recursive: true })
    const of = kustomized.find(({ name }) => name === component)
    if (of) {
      const { module } = sources.find(
        (source) => source.module.endsWith(`@${of.version}`) && source.module.includes(component),
      )!
      await cp(join(await moduleFolder(module), 'manifests'), join(home, 'upstream'), { recursive: true })
      const own = await readFile(join(folder, 'kustomization.yaml'), 'utf8')
      const local = own.replace(`${of.upstream}?ref=${of.version}`, '../../../upstream/cluster-install')
      await writeFile(join(folder, 'kustomization.yaml'), local)
    }
    const { patch } = components.find((one) => one.component === component)!
    const patches = parse(patch.replace(/\{([a-z]+)\}/g, (_, name: string) => facts[name]!))
    await writeFile(
      join(home, 'kustomization.yaml'),
      JSON.stringify({ resources: [`gitops/addons/${component}`], patches }),
    )
    const { stdout } = await promisify(execFile)(await kustomize(), ['build', home], { maxBuffer: 2 ** 26 })
    return stdout
  }
  test('is told only what Terraform tells of the cluster', () => {
    const [, dict] = /dict (.+) }}/.exec(read('gitops/applicationsets/argo.yaml'))!
    const pairs = dict!.match(/[a-z-]+/g)!
    assert.deepEqual(pairs.filter((_, at) => at % 2 === 0).toSorted(), Object.keys(facts).toSorted())
    for (const fact of pairs.filter((_, at) => at % 2 === 1)) assert.ok(told.has(fact), fact)
  })

  for (const { component } of components)
    test(`${component} is patched where there is something to patch, and fits the API`, async () => {
      // Their definitions, which upstream wrote, are not among the schemas of Kubernetes.
      const own = (await made(component)).filter(({ kind }) => kind !== 'CustomResourceDefinition')
      const yaml = own.map((object) => JSON.stringify(object)).join('\n---\n')
      assert.deepEqual((await validate({ yaml })).faults, [])
      assert.doesNotMatch(yaml, /of-the-cluster|\{[a-z]+\}\/addon|argocd\.tiketi\.com/)
    })

  test('answers at the balancer: under its certificate, at a port that its group may reach', async () => {
    const objects = await made('argo-cd')
    const page = objects.find(({ kind }) => kind === 'Ingress')!
    assert.equal(page.metadata.annotations!['alb.ingress.kubernetes.io/certificate-arn'], facts.certificate)
    const [rule] = page.spec.rules
    assert.equal(rule.host, 'argocd.staging.tiketi.com')
    const { name, port } = rule.http.paths[0].backend.service
    const { ports } = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === name)!.spec
    const { targetPort } = ports.find((one: { port: number }) => one.port === port.number)
    const ways = read('terraform/modules/network/security-groups.tf')
    assert.match(ways, new RegExp(`group = "alb", direction = "out".*ports = \\[${targetPort}, ${targetPort}\\]`))
  })

  test('lets people log in at the identity provider alone, by what the store of secrets says', async () => {
    const settings = (await made('argo-cd')).find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'argocd-cm',
    )!.data
    assert.deepEqual([settings['admin.enabled'], settings.url], ['false', 'https://argocd.staging.tiketi.com'])
    const { issuer, clientID, clientSecret, requestedScopes } = parse(settings['oidc.config'])
    const logIn = (await made('argo-cd-secrets')).find(({ metadata }) => metadata.name === 'argocd-oidc')!
    assert.deepEqual(
      [issuer, clientID, clientSecret],
      ['issuer', 'clientID', 'clientSecret'].map((key) => `$${logIn.spec.target.name}:${key}`),
    )
    assert.equal(logIn.spec.target.template.metadata.labels['app.kubernetes.io/part-of'], 'argocd')
    assert.equal(logIn.spec.dataFrom[0].extract.key, 'tiketi/staging/addon/argocd-oidc')
    assert.ok(requestedScopes.includes('groups'))
  })

  test('shows anybody the services and nothing else, and lets the group on call promote and abort', () => {
    const { data } = parse(read('gitops/addons/argo-cd/rights.yaml'))
    const lines = data['policy.csv'].trim().split('\n') as string[]
    const may = (role: string) =>
      lines.filter((line) => line.startsWith(`p, ${role},`)).map((line) => line.slice(role.length + 5))
    assert.equal(parse(read('gitops/addons/argo-cd/settings.yaml')).data['users.anonymous.enabled'], 'true')
    assert.equal(data['policy.default'], 'role:onlooker')
    assert.deepEqual(may('role:onlooker'), ['applications, get, services/*, allow'])
    assert.deepEqual(may('role:sre'), [
      'applications, get, */*, allow',
      ...['abort', 'promote-full', 'resume'].map(
        (action) => `applications, action/argoproj.io/Rollout/${action}, services/*, allow`,
      ),
    ])
    assert.deepEqual(
      lines.filter((line) => line.startsWith('g,')),
      ['g, tiketi:sre, role:sre'],
    )
  })
})

test('who is on call may write the status of a rollout, and nothing else', () => {
  const role = parseAllDocuments(read('gitops/addons/argo-rollouts/sre.yaml'))[0]!.toJS()
  const writing = role.rules.filter(({ verbs }: { verbs: string[] }) =>
    verbs.some((verb) => !/^(get|list|watch)$/.test(verb)),
  )
  assert.deepEqual(writing, [{ apiGroups: ['argoproj.io'], resources: ['rollouts/status'], verbs: ['patch'] }])
})
