import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { parse, parseAllDocuments } from 'yaml'
import { readFacts } from '../environments/facts.ts'
import { sources } from '../schemas/sources.ts'
import { validate } from '../schemas/validate.ts'

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
const kustomized = files('gitops/addons/*/kustomization.yaml').map((file) => {
  const { namespace, resources } = parse(read(file)) as { namespace: string; resources: string[] }
  return { name: basename(dirname(file)), namespace, version: resources[0]!.split('?ref=')[1]! }
})
const project = (name: string) => parse(read(`gitops/projects/${name}.yaml`)).spec

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
      const roles = [...read('terraform/modules/identity/addons.tf').matchAll(/^ {4}(\S+) += \{ account = "(\S+)"/gm)]
      const told = [...read('terraform/modules/environment/outputs.tf').matchAll(/"tiketi\.com\/([a-z-]+)"/g)]
      const known = new Set([...told.map(([, fact]) => fact), ...roles.map(([, role]) => `${role}-role-arn`)])
      for (const { fact } of facts) assert.ok(known.has(fact), fact)
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

test('who is on call may write the status of a rollout, and nothing else', () => {
  const role = parseAllDocuments(read('gitops/addons/argo-rollouts/sre.yaml'))[0]!.toJS()
  const writing = role.rules.filter(({ verbs }: { verbs: string[] }) =>
    verbs.some((verb) => !/^(get|list|watch)$/.test(verb)),
  )
  assert.deepEqual(writing, [{ apiGroups: ['argoproj.io'], resources: ['rollouts/status'], verbs: ['patch'] }])
})
