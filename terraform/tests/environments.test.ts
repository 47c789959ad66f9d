import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { terraformFolder } from './standin/build.ts'
import { build, environmentNames, type Resource, STAND_IN } from './standin/built.ts'
import { runTerraform } from './standin/terraform.ts'

for (const environment of environmentNames)
  test(`${environment} is valid, can be planned and made, and then changes nothing more`, async (t) => {
    t.diagnostic(STAND_IN)
    const { planned, made, unstable } = await build(environment)
    assert.ok(planned.length > 200)
    assert.equal(made.length, planned.length)
    assert.deepEqual(unstable, [])
  })

test('staging has the shape of production: only numbers of zones, nodes and people differ', async () => {
  const [staging, production] = await Promise.all(
    environmentNames.map(async (name) => shapeOf((await build(name)).made)),
  )
  assert.deepEqual([...staging!].toSorted(), [...production!].toSorted())
})

const shapeOf = (made: Resource[]) => new Set(made.map(({ address }) => address.replaceAll(/\[[^\]]*\]/g, '')))

test('no secret value is in a plan or a state', async () => {
  for (const environment of environmentNames) {
    const built = JSON.stringify(await build(environment))
    const fakes = JSON.parse(await readFile(join(import.meta.dirname, 'standin/fakes.json'), 'utf8'))
    const secret: string = fakes.aws_secretsmanager_random_password.random_password
    assert.ok(!built.includes(secret), `${environment} keeps a secret's value`)
    const written = ({ type, values }: Resource) =>
      (type === 'aws_db_instance' && values.password_wo_version) ||
      (type === 'aws_secretsmanager_secret_version' && values.secret_string_wo_version)
    assert.ok(JSON.parse(built).made.filter(written).length > 8, 'secrets are written, and forgotten')
  }
})

test('every file is formatted', async () => {
  const { code, output } = await runTerraform(terraformFolder, ['fmt', '-check', '-recursive', '-diff'])
  assert.equal(code, 0, output)
})

test('every module has its four files', async () => {
  const modules = await readdir(join(terraformFolder, 'modules'))
  assert.ok(modules.length >= 16)
  for (const name of modules)
    for (const part of ['main', 'variables', 'outputs', 'versions'])
      assert.ok(existsSync(join(terraformFolder, 'modules', name, `${part}.tf`)), `${name} has no ${part}.tf`)
})

test('every variable has a type and a description, every output a description', async () => {
  const bare: string[] = []
  for await (const name of glob(['modules/**/*.tf', 'environments/**/*.tf'], { cwd: terraformFolder })) {
    const text = await readFile(join(terraformFolder, name), 'utf8')
    for (const [, kind, title, body] of text.matchAll(/^(variable|output) "(\w+)" \{\n(.*?)^\}/gms))
      if (!/^ {2}description += /m.test(body!) || (kind === 'variable' && !/^ {2}type += /m.test(body!)))
        bare.push(`${name}: ${title}`)
  }
  assert.deepEqual(bare, [])
})
