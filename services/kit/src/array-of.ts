/**
 * Numbers or ids as PostgreSQL writes an array, for parameters such as `?::int[]`. Nothing is quoted, so text that
 * somebody may have written does not belong here.
 */
export function arrayOf(values: readonly (number | string)[]): string {
  return `{${values.join(',')}}`
}
