import type { Fault } from './faults.ts'

/** Every text in a value that the database could not keep: with a NUL, or half of a surrogate pair. */
export function faultsOfText(value: unknown, path: string): Fault[] {
  if (typeof value === 'string')
    return value.isWellFormed() && !value.includes('\0')
      ? []
      : [{ path, message: 'holds a character that cannot be kept' }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => faultsOfText(part, `${path}.${name}`))
}
