import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { schemathesis } from '../tools.ts'

export interface Asking {
  /** Of the OpenAPI description; what it describes is asked at the same address. */
  url: string
  token?: string | undefined
  seed: number
  /** Of each operation, at most. */
  questions: number
  /** Where its report goes. */
  file: string
}

export interface Asked {
  operations: number
  questions: number
  /** Different ones, and what kept questions from being asked. */
  faults: number
  /** If there is any: what it was, and how to see it again. */
  said: string
}

/** Of its report, what is read here. */
interface Report {
  operations: { tested: number } | null
  test_cases: { generated: number }
  failures: { count: number }[]
  errors: { count: number }[]
}

/** No 5xx, and nothing that the description does not say: status, type of content, headers, body. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
]

/** Asks a service everything that its description says, well and badly formed. */
export async function ask({ url, token, seed, questions, file }: Asking): Promise<Asked> {
  const options = {
    url: new URL(url).origin,
    checks: CHECKS.join(),
    phases: 'examples,coverage,fuzzing',
    seed,
    workers: 1,
    'max-examples': questions,
    'generation-database': 'none',
    'report-json-path': file,
    ...(token && { header: `Authorization: Bearer ${token}` }),
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const command = ['run', url, '--no-color', '--continue-on-failure', '--warnings=off', ...args]
  // It exits with 1 for what it found, which its report says better.
  const { stdout, stderr } = await promisify(execFile)(await schemathesis(), command, {
    maxBuffer: 2 ** 26,
    // It writes down there what it found.
    cwd: dirname(file),
  }).catch((error: { stdout: string; stderr: string }) => error)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`Schemathesis told nothing of ${url}: ${stderr || stdout}`)
  })
  const { operations, test_cases, failures, errors } = JSON.parse(text) as Report
  const faults = [...failures, ...errors].reduce((sum, { count }) => sum + count, 0)
  return {
    operations: operations?.tested ?? 0,
    questions: test_cases.generated,
    faults,
    said: faults > 0 ? stdout : '',
  }
}
