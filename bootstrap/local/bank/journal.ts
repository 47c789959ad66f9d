import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** An append-only file of JSON lines. What `append` returned from is on disk, whatever dies next. */
export class Journal<Entry> {
  private fd: number
  private readonly file: string

  /** Opens or makes the file and hands every whole line to `replay`, oldest first. */
  constructor(file: string, replay: (entry: Entry) => void) {
    mkdirSync(dirname(file), { recursive: true })
    this.file = file
    this.fd = openSync(file, 'a+')
    const text = readFileSync(file, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    // A line without its end was cut off by a crash: nobody was told that it counts, and it must not spoil the next one.
    if (whole.length < text.length) ftruncateSync(this.fd, Buffer.byteLength(whole))
    for (const [index, line] of whole.split('\n').entries()) {
      if (line === '') continue
      try {
        replay(JSON.parse(line))
      } catch (cause) {
        throw new Error(`${file}, line ${index + 1} cannot be read. Move the file away to begin anew.`, {
          cause,
        })
      }
    }
  }

  append(entry: Entry) {
    writeSync(this.fd, `${JSON.stringify(entry)}\n`)
    fdatasyncSync(this.fd)
  }

  /** Puts `entries` in place of everything written so far; a crash leaves either the old file or the new one. */
  replace(entries: Iterable<Entry>) {
    const next = openSync(`${this.file}.next`, 'w')
    for (const entry of entries) writeSync(next, `${JSON.stringify(entry)}\n`)
    fdatasyncSync(next)
    closeSync(next)
    closeSync(this.fd)
    renameSync(`${this.file}.next`, this.file)
    this.fd = openSync(this.file, 'a')
  }

  close() {
    if (this.fd === -1) return
    closeSync(this.fd)
    // The number may soon belong to another file; a late append must not reach that.
    this.fd = -1
  }
}
