import { WebSocketServer } from 'ws'

/** ws alone, sending the same to everybody when it is told to. */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.once('listening', () => process.send?.((server.address() as { port: number }).port))

process.on('message', (frame: string) => {
  const bytes = Buffer.from(frame.replace('SERVER_TIME', new Date().toISOString()))
  for (const socket of server.clients) socket.send(bytes, { binary: false })
})
process.once('disconnect', () => process.exit(0))
