import { reconnectDelayMs, rolloverDelayMs } from './jitter.ts'

export interface LiveSocketOptions {
  /** Sent first on every connection. */
  hello?: () => unknown
  /** Given how to send more, on every connection. */
  onOpen?: (send: (message: unknown) => void) => void
  onMessage: (message: unknown) => void
  onUp?: (up: boolean) => void
  /** Says whether to come back after this close code. */
  comeBack?: (code: number) => boolean
  /** No message for so long means that the connection is dead, whatever the browser thinks. */
  silenceMs?: number
}

const ROLLOVER = 1012

/** A WebSocket that comes back by itself, with jitter; `path` is asked for each connection. Returns how to end it. */
export function liveSocket(path: string | (() => string), options: LiveSocketOptions): () => void {
  let socket: WebSocket | undefined
  let tries = 0
  let timer = 0
  let watchdog = 0
  let up: boolean | null = null
  let ended = false

  const turn = (now: boolean) => {
    if (now === up) return
    up = now
    options.onUp?.(now)
  }

  const heard = () => {
    window.clearTimeout(watchdog)
    if (options.silenceMs) watchdog = window.setTimeout(() => socket?.close(), options.silenceMs)
  }

  function open() {
    timer = 0
    const url = new URL(typeof path === 'string' ? path : path(), location.href)
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const opened = new WebSocket(url)
    socket = opened
    heard()
    opened.onopen = () => {
      if (options.hello) opened.send(JSON.stringify(options.hello()))
      options.onOpen?.((message) => opened.readyState === WebSocket.OPEN && opened.send(JSON.stringify(message)))
    }
    opened.onmessage = ({ data }) => {
      if (ended) return
      turn(true)
      tries = 0
      heard()
      options.onMessage(JSON.parse(String(data)))
    }
    opened.onclose = ({ code }) => {
      window.clearTimeout(watchdog)
      if (ended) return
      turn(false)
      ended = options.comeBack?.(code) === false
      if (ended) return
      timer = window.setTimeout(open, code === ROLLOVER ? rolloverDelayMs() : reconnectDelayMs(tries))
      tries += 1
    }
  }

  // Back in view or on the network: no reason to wait out the delay.
  const wake = () => {
    if (ended || document.visibilityState !== 'visible' || socket?.readyState !== WebSocket.CLOSED || !timer) return
    window.clearTimeout(timer)
    open()
  }
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  open()

  return () => {
    ended = true
    window.clearTimeout(timer)
    window.clearTimeout(watchdog)
    removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
    socket?.close()
  }
}
