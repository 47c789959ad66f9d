import type { TestContext } from 'node:test'
import type { LinePlace, SocketMessage } from '@tiketi/contracts/queue'
import type { App } from '@tiketi/kit/create-app'
import { until } from '@tiketi/kit/testing'

/** A browser's end of the line's socket. */
export async function openSocket(t: TestContext, app: App, onSaleId: string) {
  const { port } = app.server.address() as { port: number }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/queue/on-sales/${onSaleId}`)
  t.after(() => socket.close())
  const messages: SocketMessage[] = []
  let code: number | undefined
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(data)))
  socket.addEventListener('close', (event) => {
    code = event.code
  })
  await until(() => socket.readyState !== WebSocket.CONNECTING)

  return {
    messages,
    send: (frame: string | Uint8Array<ArrayBuffer>) => socket.send(frame),
    hello: (placeTicket: string) => socket.send(JSON.stringify({ type: 'hello', placeTicket })),
    /** The first status that fits. */
    status: (fits: (status: LinePlace['status']) => boolean = () => true) =>
      until(() => {
        const found = messages.find((message) => message.type === 'status' && fits(message.status))
        return found?.type === 'status' ? found.status : undefined
      }),
    called: () =>
      until(() => {
        const found = messages.findLast((message) => message.type === 'called')
        return found?.type === 'called' ? found : undefined
      }),
    /** The last place that it was told. */
    place: () =>
      until(() => {
        const found = messages.findLast((message) => message.type === 'place')
        return found?.type === 'place' ? found : undefined
      }),
    closed: () => until(() => code),
    isOpen: () => socket.readyState === WebSocket.OPEN,
  }
}
