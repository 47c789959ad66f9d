import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { kubeconform } from '../../bootstrap/tools.ts'
import { schemaFolder } from './generate.ts'

interface Result {
  filename: string
  kind: string
  name: string
  status: string
  msg: string
}

interface Report {
  resources: Result[] | null
  summary: { valid: number; invalid: number; errors: number; skipped: number }
}

/** Checks manifests against the schemas of the pinned versions: a folder or files, or YAML text. */
export async function validate(
  what: { paths: string[] } | { yaml: string },
): Promise<{ valid: number; faults: string[] }> {
  const [program, folder] = await Promise.all([kubeconform(), schemaFolder()])
  const location = join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json')
  const args = ['-strict', '-summary', '-output', 'json', '-schema-location', location]
  const child = spawn(program, [...args, ...('paths' in what ? what.paths : [])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end('yaml' in what ? what.yaml : '')
  const report = JSON.parse(await text(child.stdout)) as Report
  const { valid, skipped } = report.summary
  const faults = (report.resources ?? []).map(
    ({ filename, kind, name, msg }) => `${kind} ${name} (${filename}): ${msg}`,
  )
  if (skipped > 0) faults.push(`${skipped} objects were not looked at`)
  return { valid, faults }
}
