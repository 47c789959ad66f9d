import { element, ground, numbers, words } from './canvas.ts'

const LAYERS = [
  { top: 392, fill: '#7fb58a' },
  { top: 452, fill: '#4f9271' },
  { top: 520, fill: '#2f7059' },
  { top: 604, fill: '#1c4f43' },
]

/** Hills of firs, and a post office with its light on. */
export function forest(): string {
  const random = numbers(31)
  const layers = LAYERS.map(({ top, fill }, layer) => {
    const hill = element('path', {
      d: `M0 ${top + 60}Q150 ${top + 8 + layer * 9} 300 ${top + 46}T600 ${top + 30}V800H0z`,
      fill,
    })
    const firs = Array.from({ length: 13 - layer * 2 }, (_, at, { length } = { length: 13 - layer * 2 }) => {
      const x = ((at + 0.3 + random() * 0.5) * 600) / length
      return fir(x, top + 62 + random() * 14, 44 + layer * 17 + random() * 22, fill)
    })
    return hill + firs.join('')
  })
  const stars = Array.from({ length: 34 }, () =>
    element('circle', {
      cx: random() * 600,
      cy: random() * 300,
      r: 1 + random() * 1.6,
      fill: '#fff8df',
      opacity: 0.85,
    }),
  )
  return [
    ground('#28497a'),
    element('rect', { y: 300, width: 600, height: 200, fill: '#3f6a96' }),
    ...stars,
    element('circle', { cx: 470, cy: 122, r: 52, fill: '#ffe9a8' }),
    element('circle', { cx: 450, cy: 110, r: 48, fill: '#28497a' }),
    ...layers,
    house(),
    words('숲속', { x: 48, y: 136, size: 88, weight: 900, spacing: -0.03, fill: '#fff8df' }),
    words('우체국', { x: 48, y: 228, size: 88, weight: 900, spacing: -0.03, fill: '#fff8df' }),
    words('가족 뮤지컬', { x: 50, y: 272, size: 20, weight: 700, fill: '#ffd166' }),
    words('THE FOREST POST OFFICE', {
      x: 300,
      y: 768,
      size: 16,
      weight: 700,
      spacing: 0.18,
      anchor: 'middle',
      fill: '#bfe3c6',
    }),
  ].join('')
}

function fir(x: number, base: number, height: number, fill: string): string {
  const tier = (from: number, width: number) =>
    `M${x - width} ${base - from}L${x} ${base - from - height * 0.5}L${x + width} ${base - from}z`
  return element('path', {
    d: [0, 0.25, 0.5].map((part) => tier(part * height, height * (0.3 - part * 0.22))).join(''),
    fill,
  })
}

function house(): string {
  return [
    element('path', { d: 'M226 690v-92h148v92z', fill: '#e8643c' }),
    element('path', { d: 'M208 606l92-74 92 74z', fill: '#7a2b22' }),
    element('rect', { x: 334, y: 540, width: 20, height: 44, fill: '#7a2b22' }),
    element('rect', { x: 284, y: 640, width: 32, height: 50, rx: 16, fill: '#4a1c18' }),
    element('rect', { x: 242, y: 628, width: 28, height: 26, fill: '#ffe08a' }),
    element('rect', { x: 330, y: 628, width: 28, height: 26, fill: '#ffe08a' }),
    element('rect', { x: 274, y: 574, width: 52, height: 34, fill: '#fff8df' }),
    element('path', { d: 'M274 574l26 20 26-20', fill: 'none', stroke: '#e8643c', 'stroke-width': 3 }),
    element('path', {
      d: 'M344 536q14-24 0-44t6-46',
      fill: 'none',
      stroke: '#fff8df',
      'stroke-width': 5,
      'stroke-linecap': 'round',
      opacity: 0.6,
    }),
  ].join('')
}
