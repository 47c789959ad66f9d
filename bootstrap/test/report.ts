import type { run } from 'node:test'
import { inspect, styleText } from 'node:util'

type TestEvent = ReturnType<typeof run> extends AsyncIterable<infer Event> ? Event : never

/** Prints tests as they end and counts them. What a file printed is shown only if something in it failed. */
export class Report {
  passed = 0
  readonly failures: { name: string; reason: string }[] = []
  #file = ''
  #printed = new Map<string, string[]>()

  pass(name: string, milliseconds: number) {
    this.passed += 1
    const slow = milliseconds >= 1_000 ? styleText('dim', ` ${(milliseconds / 1_000).toFixed(1)} s`) : ''
    console.log(`  ${styleText('green', '✔')} ${name}${slow}`)
  }

  fail(name: string, reason: string) {
    this.failures.push({ name, reason })
    console.log(`  ${styleText('red', '✖')} ${name}\n${reason.replace(/^/gm, '      ')}`)
  }

  heading(text: string) {
    console.log(styleText('bold', text))
  }

  /** Takes the events of `run()` to their end. `nameOf` shortens a file's path. */
  async follow(events: AsyncIterable<TestEvent>, nameOf: (path: string) => string) {
    const withTests = new Set<string>()
    /** By file: how many results came less those that it says it had. */
    const unmatched = new Map<string, number>()
    const count = (file: string, results: number) => unmatched.set(file, (unmatched.get(file) ?? 0) + results)
    for await (const { type, data } of events) {
      if (type === 'test:stdout' || type === 'test:stderr') this.#keep(data.file, data.message)
      if (type === 'test:summary' && data.file) count(data.file, -data.counts.tests)
      if (type !== 'test:pass' && type !== 'test:fail') continue
      const file = data.file ?? data.name
      const isFile = data.name === file
      if (!isFile) withTests.add(file)
      if (!isFile && data.details.type !== 'suite') count(file, 1)
      // It has said all that it will.
      if (isFile && type === 'test:fail') unmatched.delete(file)
      if (data.details.type === 'suite' || (isFile && type === 'test:pass' && withTests.has(file))) continue
      this.#enter(nameOf(file))
      const name = isFile ? nameOf(file) : data.name
      if (type === 'test:fail') {
        if (isSubtestsOnly(data.details.error)) continue
        this.fail(`${this.#file}: ${name}`, `${explain(data.details.error)}${this.#output(file)}`)
      } else if (isFile) this.fail(name, 'This file holds no test.')
      else if (data.skip !== undefined || data.todo !== undefined)
        this.fail(`${this.#file}: ${name}`, 'It was skipped; a test here either runs or is removed.')
      else this.pass(name, data.details.duration_ms)
    }
    for (const [file, results] of unmatched)
      if (results !== 0) this.fail(nameOf(file), 'Not all of its results arrived.')
  }

  /** Repeats the failures and ends with the one line that counts. */
  end() {
    if (this.failures.length > 0) console.log(styleText(['bold', 'red'], '\nFailed:'))
    for (const { name, reason } of this.failures) console.log(`  ✖ ${name}\n      ${reason.split('\n')[0]}`)
    console.log(`\n${this.passed} passed, ${this.failures.length} failed`)
  }

  #enter(file: string) {
    if (file === this.#file) return
    this.#file = file
    this.heading(file)
  }

  #keep(file: string, message: string) {
    const lines = this.#printed.get(file) ?? []
    lines.push(message)
    this.#printed.set(file, lines.slice(-40))
  }

  #output(file: string): string {
    const text = (this.#printed.get(file) ?? []).join('').trim()
    this.#printed.delete(file)
    return text ? `\nThe file printed last:\n${text}` : ''
  }
}

// The failed subtest was told of already.
function isSubtestsOnly(error: unknown): boolean {
  return (error as { failureType?: string }).failureType === 'subtestsFailed'
}

function explain(error: unknown): string {
  const { cause } = error as { cause?: unknown }
  return cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause ?? error)
}
