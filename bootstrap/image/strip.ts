import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

const LOADED = 1

/**
 * Cuts from a program (ELF, 64 bits, little-endian) what only a linker or a debugger reads: its sections' names and
 * symbols, which stand behind all that is loaded to run it.
 *
 * @throws Error when the file is no such program.
 */
export function strip(path: string): void {
  const file = openSync(path, 'r+')
  try {
    cut(file)
  } catch (error) {
    throw new Error(`${path} cannot be made smaller: ${(error as Error).message}`)
  } finally {
    closeSync(file)
  }
}

function cut(file: number) {
  const read = (position: number, length: number) => {
    const bytes = Buffer.alloc(length)
    readSync(file, bytes, 0, length, position)
    return bytes
  }
  const header = read(0, 64)
  if (header.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') throw new Error('it is no ELF program of 64 bits.')
  const [table, size, count] = [header.readBigUInt64LE(32), header.readUInt16LE(54), header.readUInt16LE(56)]
  const segments = Array.from({ length: count }, (_, at) => read(Number(table) + at * size, size))
  const ends = segments
    .filter((segment) => segment.readUInt32LE(0) === LOADED)
    .map((segment) => Number(segment.readBigUInt64LE(8) + segment.readBigUInt64LE(32)))
  ftruncateSync(file, Math.max(...ends))
  // No section is left to be found: e_shoff, and behind e_shentsize e_shnum and e_shstrndx.
  writeSync(file, Buffer.alloc(8), 0, 8, 40)
  writeSync(file, Buffer.alloc(4), 0, 4, 60)
}
