import { element, ground, SERIF, words } from './canvas.ts'

/** An envelope, half open, with a stamp. */
export function letter(): string {
  const teeth = Array.from({ length: 28 }, (_, at) => {
    const [side, step] = [Math.floor(at / 7), at % 7]
    const along = 6 + step * 13
    const [x, y] = [
      [along, 0],
      [90, along],
      [along, 90],
      [0, along],
    ][side]!
    return element('circle', { cx: 438 + x!, cy: 96 + y! * 1.12, r: 4.2, fill: '#f3ead9' })
  })
  const lines = Array.from({ length: 6 }, (_, at) =>
    element('path', {
      d: `M150 ${358 + at * 26}h${[300, 284, 300, 262, 296, 150][at]}`,
      stroke: '#9b8f7c',
      'stroke-width': 1.4,
      'stroke-dasharray': '1 5',
      'stroke-linecap': 'round',
    }),
  )
  return [
    ground('#f3ead9'),
    element('rect', { x: 438, y: 96, width: 90, height: 101, fill: '#d9503f' }),
    ...teeth,
    element('circle', { cx: 483, cy: 138, r: 20, fill: '#f3ead9' }),
    element('path', { d: 'M446 190q18-34 37-12t37-8v27h-74z', fill: '#7d1f22' }),
    ...[0, 1, 2].map((at) =>
      element('path', {
        d: `M352 ${130 + at * 16}q26-14 52 0t52 0t52 0`,
        fill: 'none',
        stroke: '#4b4a5c',
        'stroke-width': 2,
        opacity: 0.55,
      }),
    ),
    words('늦은', { x: 64, y: 158, size: 92, face: SERIF, weight: 700, fill: '#2b2a38' }),
    words('편지', { x: 64, y: 262, size: 92, face: SERIF, weight: 700, fill: '#2b2a38' }),
    element('path', { d: 'M112 330h376v250h-376z', fill: '#fffaf0' }),
    ...lines,
    element('path', { d: 'M64 452v232h472V452L300 598z', fill: '#e9b7a0' }),
    element('path', { d: 'M64 684l176-124 60 38 60-38 176 124z', fill: '#dd9c83' }),
    element('path', { d: 'M64 452l236 146 236-146', fill: 'none', stroke: '#c47d63', 'stroke-width': 2 }),
    element('circle', { cx: 300, cy: 604, r: 27, fill: '#b3262b' }),
    words('E', { x: 300, y: 614, size: 29, face: SERIF, weight: 700, anchor: 'middle', fill: '#f6d9cf' }),
    words('채은유 단독 콘서트', { x: 64, y: 728, size: 22, weight: 700, fill: '#2b2a38' }),
    words('CHAE EUNYU · LATE LETTERS', { x: 64, y: 756, size: 14, weight: 500, spacing: 0.16, fill: '#7d1f22' }),
  ].join('')
}
