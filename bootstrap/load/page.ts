import type { Figure } from '../proof/figures.ts'
import type { Moment, Outcome } from './on-sale.ts'

const WIDTH = 900
const HEIGHT = 220
const BARS = 60

/** One page that shows a run: its figures, how it went, and how long things took. */
export function page({ figures, moments, measured }: Outcome): string {
  const all = (name: 'join' | 'delivery' | 'claim') => measured.flatMap((part) => part[name])
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A sale</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: ${WIDTH}px; margin: 2rem auto; color: #1b1b1f }
td { padding: 0.1rem 1rem 0.1rem 0; font-variant-numeric: tabular-nums }
svg { width: 100%; background: #f6f6f9 }
</style>
<h1>A sale</h1>
<table>${figures.map(row).join('')}</table>
<h2>People, over time</h2>
${lines(moments, { connected: '#4361ee', watermark: '#d00060', claimed: '#2a9d5c', left: '#8d8d99' })}
<h2>Joining, ms</h2>${bars(all('join'))}
<h2>Watermark to all, ms</h2>${bars(all('delivery'))}
<h2>Claiming the pass, ms</h2>${bars(all('claim'))}
</html>
`
}

function row({ name, value, unit, goal, ok }: Figure): string {
  const verdict = goal === null ? '' : ok ? '✔' : '✖'
  return `<tr><td>${name}<td>${Number(value.toPrecision(4))} ${unit}<td>${(goal ?? '').replace('<', '&lt;')}<td>${verdict}</tr>`
}

function lines(moments: Moment[], colours: Partial<Record<keyof Moment, string>>): string {
  const names = Object.keys(colours) as (keyof Moment)[]
  const end = moments.at(-1)?.atMs ?? 1
  const most = Math.max(1, ...moments.flatMap((moment) => names.map((name) => moment[name])))
  const paths = names.map((name) => {
    const points = moments.map((moment) => {
      const x = (moment.atMs / end) * WIDTH
      return `${x.toFixed(1)},${(HEIGHT - (moment[name] / most) * HEIGHT).toFixed(1)}`
    })
    return `<polyline fill="none" stroke="${colours[name]}" stroke-width="2" points="${points.join(' ')}"/>`
  })
  const legend = names.map((name) => `<span style="color:${colours[name]}">■ ${name}</span>`).join(' ')
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}">${paths.join('')}</svg><p>${legend}; at the most ${most}, ${Math.round(end / 1_000)} s</p>`
}

function bars(values: number[]): string {
  if (values.length === 0) return '<p>none</p>'
  const sorted = values.toSorted((a, b) => a - b)
  const most = sorted[Math.floor(sorted.length * 0.995)]! || 1
  const counts = Array.from({ length: BARS }, () => 0)
  for (const value of sorted) counts[Math.min(BARS - 1, Math.floor((value / most) * BARS))]!++
  const highest = Math.max(...counts)
  const width = WIDTH / BARS
  const drawn = counts.map((count, at) => {
    const height = (count / highest) * HEIGHT
    return `<rect x="${(at * width).toFixed(1)}" y="${(HEIGHT - height).toFixed(1)}" width="${(width - 1).toFixed(1)}" height="${height.toFixed(1)}" fill="#4361ee"/>`
  })
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}">${drawn.join('')}</svg><p>0 to ${most.toFixed(0)} ms, ${values.length} in all</p>`
}
