/** A field that changed: the way to it and its two values, either of which may be missing. */
export interface Change {
  path: string
  before: unknown
  after: unknown
}

/** Every field in which two values differ; lists whose length changed count as one field. */
export function changesOf(before: unknown, after: unknown, path = ''): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (!isNode(before) || !isNode(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ path, before, after }]
  if (Array.isArray(before) && before.length !== (after as unknown as unknown[]).length)
    return [{ path, before, after }]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key) => changesOf(before[key], after[key], path ? `${path}.${key}` : key))
}

function isNode(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
