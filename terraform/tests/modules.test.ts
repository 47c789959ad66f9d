import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { standInMirror } from './standin/build.ts'
import { STAND_IN } from './standin/built.ts'
import { kept, PATIENT_MS } from './standin/kept.ts'
import { inWorkspace } from './standin/terraform.ts'

test('the modules do what they are told and refuse what cannot be right (terraform test)', {
  timeout: PATIENT_MS,
}, async (t) => {
  t.diagnostic(STAND_IN)
  const decides = {
    patterns: ['modules/**/*', 'tests/modules/**/*', 'tests/modules.test.ts'],
    more: basename(await standInMirror()),
  }
  const passed = await kept('terraform-test', decides, () =>
    inWorkspace({}, async ({ run }) => {
      assert.equal((await run('tests/modules', 'init')).code, 0)
      const { code, output } = await run('tests/modules', 'test')
      assert.equal(code, 0, output)
      assert.doesNotMatch(output, / [1-9]\d* (skipped|failed)/)
      return /^Success!.*$/m.exec(output)![0]
    }),
  )
  t.diagnostic(passed)
})
