import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { standInMirror, terraformFolder } from './standin/build.ts'
import { build, type Resource, STAND_IN } from './standin/built.ts'
import { kept, PATIENT_MS } from './standin/kept.ts'
import { inWorkspace } from './standin/terraform.ts'

const recovery = join(terraformFolder, '../bootstrap/recovery/region')

test('what is made after the loss of the region can be planned, and finds the pilot light by its names', {
  timeout: PATIENT_MS,
}, async (t) => {
  t.diagnostic(STAND_IN)
  const mirror = basename(await standInMirror())
  const files: Record<string, string> = {
    'recovery/region/backend_override.tf': 'terraform {\n  backend "local" {}\n}\n',
  }
  files['recovery/region/drill.auto.tfvars'] = 'distribution_arn = "arn:aws:cloudfront::111111111111:distribution/E1"\n'
  for await (const name of glob('*.tf', { cwd: recovery })) {
    const text = await readFile(join(recovery, name), 'utf8')
    files[`recovery/region/${name}`] = text.replaceAll('../../../terraform/modules', '../../modules')
  }
  const decides = { patterns: ['modules/**/*', 'tests/second-region.test.ts'], more: mirror + JSON.stringify(files) }
  const plan = () =>
    inWorkspace({ files }, async ({ run }) => {
      for (const args of [['init'], ['validate'], ['plan', '-out', 'region.plan']]) {
        const { code, output } = await run('recovery/region', ...args)
        assert.equal(code, 0, `${args[0]}: ${output.slice(output.indexOf('Error:'))}`)
      }
      const { output } = await run('recovery/region', 'show', '-json', 'region.plan')
      return JSON.parse(output).prior_state.values.root_module.resources as Resource[]
    })
  const sought = await kept('second-region', decides, plan)
  const { made } = await build('production')
  const standby = made.filter(({ address }) => address.startsWith('module.environment.module.standby.'))
  const names = new Set(standby.flatMap(({ values }) => [values.tags?.Name, values.name]))
  const filters = sought.filter(({ type }) =>
    ['aws_vpc', 'aws_subnet', 'aws_security_group', 'aws_kms_alias'].includes(type),
  )
  assert.ok(filters.length >= 10)
  for (const { address, values } of filters) {
    const name = values.tags?.Name ?? values.name
    assert.ok(names.has(name), `${address} looks for "${name}", which the pilot light does not have`)
  }
})
