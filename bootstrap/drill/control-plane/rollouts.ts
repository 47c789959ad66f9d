import { createServer, request } from 'node:http'
import { PROMETHEUS } from '../../../cdk8s/constructs/names.ts'
import { flags } from './kubernetes.ts'
import { listen } from './listen.ts'
import { answers, type Room } from './room.ts'

/** Starts the Rollouts controller, for which the cluster's name of Prometheus means the one given here. */
export async function startRollouts(room: Room, kubeconfig: string, prometheusUrl: string): Promise<() => void> {
  const names = await nameService({ [new URL(PROMETHEUS).host]: prometheusUrl })
  const health = await room.port()
  await room.start(
    'rollouts-controller',
    flags({ kubeconfig, 'leader-elect': false, metricsPort: await room.port(), healthzPort: health }),
    () => answers(`http://127.0.0.1:${health}/healthz`),
    { HTTP_PROXY: names.url, NO_PROXY: '127.0.0.1,localhost' },
  )
  return names.close
}

/** A proxy that knows a few names: what a cluster's DNS and Services do for a program outside of it. */
async function nameService(known: Record<string, string>) {
  const server = createServer((asked, answer) => {
    const url = URL.parse(asked.url ?? '')
    const target = url && known[url.host]
    if (!target) {
      answer.writeHead(502).end(`Nobody here is called ${url?.host}.`)
      return
    }
    const { method, headers } = asked
    const passed = request(new URL(url.pathname + url.search, target), { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode!, reply.headers)
      reply.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  return listen(server)
}
