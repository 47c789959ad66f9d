/** One measured figure beside what it is held against. */
export interface Figure {
  name: string
  value: number
  unit: string
  limit: number | null
  /** value / limit */
  ratio: number | null
  /** What must be true of it, as `ratio >= 0.3`; null where nothing is asked. */
  goal: string | null
  ok: boolean
}

export function atMost(name: string, value: number, unit: string, limit: number, times = 1): Figure {
  const ratio = limit === 0 ? null : value / limit
  return { name, value, unit, limit, ratio, goal: `ratio <= ${times}`, ok: value <= limit * times }
}

export function atLeast(name: string, value: number, unit: string, limit: number, times = 1): Figure {
  return { name, value, unit, limit, ratio: value / limit, goal: `ratio >= ${times}`, ok: value >= limit * times }
}

export function none(name: string, found: number, unit: string): Figure {
  return { name, value: found, unit, limit: 0, ratio: null, goal: 'value = 0', ok: found === 0 }
}

/** A figure that nothing is asked of. */
export function told(name: string, value: number, unit: string): Figure {
  return { name, value, unit, limit: null, ratio: null, goal: null, ok: true }
}

export function table(figures: Figure[]): string {
  const rows = figures.map(({ name, value, unit, limit, ratio, goal, ok }) => [
    name,
    `${round(value)} ${unit}`,
    limit === null ? '' : `${round(limit)} ${unit}`,
    ratio === null ? '' : `${round(ratio)}`,
    goal ?? '',
    goal === null ? '' : ok ? '✔' : '✖',
  ])
  const lines = [['', 'measured', 'limit', 'ratio', 'goal', ''], ...rows]
  const widths = lines[0]!.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)))
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function round(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3))
}
