import { styleText } from 'node:util'

interface Entry {
  level?: string
  time?: string
  msg?: string
  err?: { message?: string }
  reason?: string
}

const REPEATED_AFTER_MS = 60_000

/** Tells the terminal of a program's warnings and errors, each on one line, and of the same one once a minute. */
export function terminalTeller(program: string, say: (line: string) => void): (line: string) => void {
  const told = new Map<string, number>()
  return (line) => {
    const entry = entryOf(line)
    if (!entry || !['warn', 'error', 'fatal'].includes(entry.level ?? '')) return
    const sentence = sentenceOf(entry)
    const at = Date.parse(entry.time ?? '')
    if (at - (told.get(sentence) ?? 0) < REPEATED_AFTER_MS) return
    told.set(sentence, at)
    const color = entry.level === 'warn' ? 'yellow' : 'red'
    say(styleText(color, `${entry.time?.slice(11, 19) ?? ''} ${program}: ${sentence}`))
  }
}

/** The line among a program's last ones that says why it ended: a stack trace ends in what matters least. */
export function lastWords(lines: string[]): string | undefined {
  const telling = lines.findLast((line) => /Error: |FATAL|PANIC|"level":"(error|fatal)"/.test(line))
  const line = telling ?? lines.findLast((line) => line.trim())
  const entry = line && entryOf(line)
  return entry ? sentenceOf(entry) : line?.trim()
}

function entryOf(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function sentenceOf({ msg = '', reason, err }: Entry): string {
  const why = reason ?? err?.message
  return why ? `${msg} (${why.split('\n')[0]})` : msg
}
