import { styleText } from 'node:util'

interface Entry {
  level?: string
  time?: string
  msg?: string
  err?: { message?: string }
  reason?: string
}

/** What a line of a program's log tells somebody at the terminal: warnings and errors, on one line; else nothing. */
export function forTerminal(program: string, line: string): string | undefined {
  const entry = entryOf(line)
  if (!entry || !['warn', 'error', 'fatal'].includes(entry.level ?? '')) return undefined
  const text = `${entry.time?.slice(11, 19) ?? ''} ${program}: ${sentenceOf(entry)}`
  return styleText(entry.level === 'warn' ? 'yellow' : 'red', text)
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
