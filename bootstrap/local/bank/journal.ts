import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** An append-only file of JSON lines. What `append` returned from outlives the process, however that ends. */
export class Journal<Entry> {
  private fd: number
  private readonly file: string
  private size: number

  /** Opens or makes the file and hands every whole line to `replay`, oldest first. */
  constructor(file: string, replay: (entry: Entry) => void) {
    mkdirSync(dirname(file), { recursive: true })
    this.file = file
    this.fd = openSync(file, 'a+')
    const text = readFileSync(file, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    this.size = Buffer.byteLength(whole)
    // A line without its end was cut off by a crash: nobody was told that it counts, and it must not spoil the next one.
    if (whole.length < text.length) ftruncateSync(this.fd, this.size)
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
    const line = Buffer.from(`${JSON.stringify(entry)}\n`)
    try {
      writeWhole(this.fd, line)
    } catch (error) {
      // Half a line, as a full disk leaves it, would spoil the next one.
      if (this.fd !== -1) ftruncateSync(this.fd, this.size)
      throw error
    }
    this.size += line.length
  }

  /** Puts `entries` in place of everything written so far; a crash leaves either the old file or the new one. */
  replace(entries: Iterable<Entry>) {
    const next = openSync(`${this.file}.next`, 'w')
    let size = 0
    for (const entry of entries) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`)
      writeWhole(next, line)
      size += line.length
    }
    closeSync(next)
    closeSync(this.fd)
    renameSync(`${this.file}.next`, this.file)
    this.fd = openSync(this.file, 'a')
    this.size = size
  }

  close() {
    if (this.fd === -1) return
    closeSync(this.fd)
    // The number may soon belong to another file; a late append must not reach that.
    this.fd = -1
  }
}

function writeWhole(fd: number, bytes: Buffer) {
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written)
}
