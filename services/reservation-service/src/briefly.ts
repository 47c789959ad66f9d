const SWEPT_FROM = 1_000

/**
 * Keeps each answer for `ms` after it came, and lets all who ask meanwhile share one load. A load that fails is told to
 * those who wait for it and not kept.
 */
export function briefly<Value>(ms: number, load: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const kept = new Map<string, { value: Promise<Value>; until: number }>()
  const sweep = () => {
    for (const [key, { until }] of kept) if (until < performance.now()) kept.delete(key)
  }
  return (key) => {
    const known = kept.get(key)
    if (known && performance.now() < known.until) return known.value
    if (kept.size >= SWEPT_FROM) sweep()
    const entry = { value: load(key), until: Number.POSITIVE_INFINITY }
    kept.set(key, entry)
    entry.value.then(
      () => {
        entry.until = performance.now() + ms
      },
      () => kept.delete(key),
    )
    return entry.value
  }
}
