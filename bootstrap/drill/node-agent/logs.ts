import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { listen } from '../control-plane/listen.ts'

const PATH = /^\/containerLogs\/[^/]+\/([^/]+)\/[^/]+$/

/** Answers `kubectl logs` with what a pod's process has printed, as the kubelet's own port does. */
export function serveLogs(keys: { cert: Buffer; key: Buffer }, fileOf: (pod: string) => string | undefined) {
  const server = createServer(keys, async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://kubelet')
    const file = fileOf(PATH.exec(pathname)?.[1] ?? '')
    const text = file && (await readFile(file, 'utf8').catch(() => ''))
    if (text === undefined) {
      response.writeHead(404).end('There is no such pod here.')
      return
    }
    const lines = text.trimEnd().split('\n')
    const last = Number(searchParams.get('tailLines') ?? lines.length)
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`${lines.slice(-last).join('\n')}\n`)
  })
  return listen(server)
}
