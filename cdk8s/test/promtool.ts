import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { promtool } from '../../bootstrap/tools.ts'

const exec = promisify(execFile)

export interface Series {
  series: string
  values: string
}

export interface Expectation {
  expr: string
  eval_time: string
  exp_samples: { labels?: string; value: number }[]
}

export interface Case {
  series: Series[]
  expect: Expectation[]
}

interface Rules {
  groups: object[]
  /** Between two values of a series. */
  interval: string
  cases: Case[]
}

/** Evaluates rules on made-up series; throws with promtool's own words where they do something else. */
export async function promised({ groups, interval, cases }: Rules): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'))
  try {
    writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups }))
    const tests = cases.map(({ series, expect }) => ({ interval, input_series: series, promql_expr_test: expect }))
    const file = join(folder, 'test.yaml')
    writeFileSync(file, JSON.stringify({ rule_files: ['rules.yaml'], evaluation_interval: interval, tests }))
    await exec(await promtool(), ['test', 'rules', file])
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string }
    throw new Error(`${stdout}${stderr}` || message)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
