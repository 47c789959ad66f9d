import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Facts, readFacts } from '../../cdk8s/environments/facts.ts'
import { environments } from '../../cdk8s/environments/index.ts'
import { terraformFolder } from './standin/build.ts'
import { build, environmentNames, type Resource } from './standin/built.ts'

/** Decided by AWS when they are made; the pipeline of a real environment compares these too. */
const GIVEN_BY_AWS = ['certificateArn', 'wafAclArn']

for (const name of environmentNames) {
  test(`the facts of ${name} that the manifests read are what Terraform makes`, async () => {
    const { outputs } = await build(name)
    const known = (facts: Facts) =>
      Object.fromEntries(Object.entries(facts).filter(([fact]) => !GIVEN_BY_AWS.includes(fact)))
    assert.deepEqual(
      known(readFacts(name)),
      known(outputs.facts),
      `cdk8s/environments/facts/${name}.json has drifted: write it anew with terraform output -json facts.`,
    )
    assert.deepEqual(Object.keys(readFacts(name)).toSorted(), Object.keys(outputs.facts).toSorted())
  })

  test(`the capacity of ${name} that the manifests count on is what Terraform makes`, async () => {
    const { made } = await build(name)
    const of = (type: string) => made.filter((resource) => resource.type === type)
    const { groups, maxPodsPerNode, databaseConnections } = environments[name].capacity!
    assert.deepEqual(groups.toSorted(byName), of('aws_eks_node_group').map(groupOf).toSorted(byName))
    for (const { values } of of('aws_launch_template'))
      assert.match(Buffer.from(values.user_data, 'base64').toString(), new RegExp(`maxPods: ${maxPodsPerNode}\\n`))
    for (const { values } of of('aws_db_parameter_group')) {
      const limit = values.parameter.find((parameter: { name: string }) => parameter.name === 'max_connections')
      assert.equal(
        Number(limit.value),
        databaseConnections,
        `The pools may fill ${databaseConnections} connections and the database allows ${limit.value}.`,
      )
    }
  })
}

test('every add-on gets the facts that it asks for, and its role trusts the account that it makes', async () => {
  const { made, outputs } = await build('production')
  const folder = join(terraformFolder, '../gitops/addons')
  const trusted = new Map(
    made
      .filter(({ address }) => address.includes('.module.identity.aws_iam_role.addon'))
      .map(({ index, values }) => [index!, JSON.stringify(JSON.parse(values.assume_role_policy))]),
  )
  for await (const file of glob('*.yaml', { cwd: folder })) {
    const text = await readFile(join(folder, file), 'utf8')
    for (const [, fact] of text.matchAll(/\bfact: ([\w-]+)/g))
      assert.ok(outputs.annotations[`tiketi.com/${fact}`], `${file}: ${fact}`)
    const [, name, namespace] = /^ {2}name: (.*)\n {2}namespace: (.*)$/m.exec(text)!
    const trust = trusted.get(name!)
    if (trust) assert.ok(trust.includes(`"system:serviceaccount:${namespace}:${name}"`), file)
  }
})

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)

function groupOf({ index, values }: Resource) {
  const [{ desired_size, max_size }] = values.scaling_config
  return { name: index!, spot: values.capacity_type === 'SPOT', desired: desired_size, max: max_size }
}
