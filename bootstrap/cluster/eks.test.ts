import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { validate } from '../../cdk8s/schemas/validate.ts'
import { clusterSecret, readFacts } from './facts.ts'
import { commands } from './recorded-commands.ts'

const facts = {
  'tiketi.com/environment': 'staging',
  'tiketi.com/cluster-name': 'tiketi-staging',
  'tiketi.com/region': 'ap-northeast-2',
}

const handOver = (args: string[], path: string) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'eks.ts'), ...args], {
    env: { PATH: path },
    encoding: 'utf8',
  })

test("Argo CD's record of the cluster fits the API and carries every fact", async () => {
  const secret = clusterSecret(facts, 'aws')
  assert.deepEqual((await validate({ yaml: JSON.stringify(secret) })).faults, [])
  assert.deepEqual(secret.metadata.annotations, facts)
  assert.equal(secret.metadata.labels['tiketi.com/cloud'], 'aws')
})

test('facts of a cluster that is not applied yet are refused by name', () => {
  assert.throws(
    () => readFacts('{"tiketi.com/environment":"staging"}'),
    /lack tiketi.com\/cluster-name, tiketi.com\/region/,
  )
})

test('a wrong name and a missing program are told in one sentence', async () => {
  assert.match(handOver(['drill'], '').stderr, /^Name the environment: .*\n$/)
  assert.equal(handOver(['staging'], '/nowhere').stderr, 'terraform cannot be run: install it so that it is on PATH.\n')
})

test('every line speaks to the named cluster, in order, and the first failure ends it', async () => {
  const terraform = `echo '${JSON.stringify(facts)}'`
  const good = await commands({ terraform, aws: '', kubectl: '/bin/cat > /dev/null' })
  const { status, stderr } = handOver(['staging'], good.path)
  assert.equal(status, 0, stderr)
  const [first, second, ...kubectl] = await good.calls()
  assert.match(first!, /^terraform -chdir=terraform\/environments\/staging output/)
  assert.match(second!, /^aws eks update-kubeconfig --name tiketi-staging --region ap-northeast-2/)
  for (const call of kubectl) assert.match(call, /^kubectl --context tiketi-staging /)
  assert.match(kubectl.at(-1)!, /gitops\/projects\/root.yaml .*gitops\/root\/root.yaml$/)

  const bad = await commands({ terraform, aws: 'echo "no such cluster" >&2; exit 1', kubectl: '' })
  const failed = handOver(['staging'], bad.path)
  assert.equal(failed.status, 1)
  assert.match(failed.stderr, /^aws eks update-kubeconfig .* failed: no such cluster\n$/)
  assert.equal((await bad.calls()).length, 2)
})
