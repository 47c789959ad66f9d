/** One measured figure beside what it must not pass. */
export interface Figure {
  name: string
  value: number
  unit: string
  limit: number | null
  /** value / limit */
  ratio: number | null
  goal: 'at most' | 'none' | 'told'
  ok: boolean
}

export function atMost(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value, unit, limit, ratio: limit === 0 ? null : value / limit, goal: 'at most', ok: value <= limit }
}

export function none(name: string, found: number, unit: string): Figure {
  return { name, value: found, unit, limit: 0, ratio: null, goal: 'none', ok: found === 0 }
}

/** A figure that nothing is asked of. */
export function told(name: string, value: number, unit: string): Figure {
  return { name, value, unit, limit: null, ratio: null, goal: 'told', ok: true }
}

export function table(figures: Figure[]): string {
  const rows = figures.map(({ name, value, unit, limit, ratio, ok }) => [
    name,
    `${round(value)} ${unit}`,
    limit === null ? '' : `${limit} ${unit}`,
    ratio === null ? '' : `${round(ratio * 100)} %`,
    ok ? '✔' : '✖',
  ])
  const lines = [['', 'measured', 'limit', 'of it', ''], ...rows]
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
  return Number(value.toPrecision(3))
}
