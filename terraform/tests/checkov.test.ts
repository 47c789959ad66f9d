import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkov } from '../../bootstrap/tools.ts'
import { build, environmentNames, STAND_IN } from './standin/built.ts'
import { kept, PATIENT_MS } from './standin/kept.ts'

interface Skip {
  why: string
  on: string[]
  /** The one environment in which it is found. */
  only?: string
}

const skips: Record<string, Skip> = JSON.parse(readFileSync(join(import.meta.dirname, 'checkov-skips.json'), 'utf8'))

test('checkov finds in both environments what was reviewed, no more and no less', {
  timeout: PATIENT_MS,
}, async (t) => {
  t.diagnostic(STAND_IN)
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-checkov-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  for (const name of environmentNames) await writeFile(join(folder, `${name}.json`), (await build(name)).nextPlan)
  const files = environmentNames.flatMap((name) => ['-f', join(folder, `${name}.json`)])
  const found = await judge(['--framework', 'terraform_plan', ...files], folder)
  const reviewed = environmentNames.flatMap((name) =>
    Object.entries(skips)
      .filter(([, { only }]) => !only || only === name)
      .flatMap(([check, { on }]) => on.map((resource) => `${name}: ${check} ${resource}`)),
  )
  assert.deepEqual(found, reviewed.toSorted())
})

test('every skipped rule has a reason', () => {
  for (const [check, { why }] of Object.entries(skips)) assert.match(why, /^[A-Z].{20,}\.$/, check)
})

test('checkov finds a public bucket', { timeout: PATIENT_MS }, async () => {
  const folder = join(import.meta.dirname, 'fixtures/public-bucket')
  const found = await judge(['--framework', 'terraform', '-d', folder], folder)
  for (const check of ['CKV_AWS_54', 'CKV_AWS_70'])
    assert.ok(
      found.some((line) => line.includes(check)),
      check,
    )
})

/** What checkov objects to, as `file: check resource`; known already if it was asked about the same. */
async function judge(args: string[], folder: string): Promise<string[]> {
  const program = await checkov()
  const hash = createHash('sha256').update(program)
  for (const name of ['main.tf', 'staging.json', 'production.json'])
    if (existsSync(join(folder, name))) hash.update(await readFile(join(folder, name)))
  return kept('checkov', { patterns: ['tests/checkov.test.ts'], more: hash.digest('hex') }, () =>
    run(program, [...args, '--compact', '--quiet', '--skip-download', '--soft-fail', '-o', 'json']),
  )
}

interface Finding {
  check_id: string
  resource: string
  file_path: string
}

function run(program: string, args: string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error) return reject(new Error(`checkov failed: ${stderr.trim().split('\n').at(-1)}`))
      const findings: Finding[] = JSON.parse(stdout).results.failed_checks
      const lines = findings.map(({ check_id, resource, file_path }) => {
        const where = resource.replace(/^module\.environment\./, '').replaceAll(/\[[^\]]*\]/g, '')
        return `${file_path.replace(/^\/|\.json$/g, '')}: ${check_id} ${where}`
      })
      resolve([...new Set(lines)].toSorted())
    })
  })
}
