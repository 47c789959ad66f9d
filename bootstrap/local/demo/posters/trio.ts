import { element, ground, words } from './canvas.ts'

/** Three players as three shapes in the light of four o'clock. */
export function trio(): string {
  const half = (x: number, y: number, r: number, turn: number, fill: string) =>
    element('path', { d: `M${x - r} ${y}a${r} ${r} 0 0 1 ${r * 2} 0z`, fill, transform: `rotate(${turn} ${x} ${y})` })
  const strings = [0, 1, 2, 3].map((at) =>
    element('path', { d: `M${284 + at * 11} 206V604`, stroke: '#f1e3c6', 'stroke-width': 2.2 }),
  )
  return [
    ground('#f1e3c6'),
    element('rect', { x: 0, y: 0, width: 200, height: 620, fill: '#e0a526' }),
    element('rect', { x: 200, y: 0, width: 200, height: 620, fill: '#1f6f78' }),
    element('rect', { x: 400, y: 0, width: 200, height: 620, fill: '#b6472f' }),
    ...[0, 1, 2, 3, 4].map((at) =>
      element('rect', { x: 0, y: 330 + at * 58, width: 132, height: 52, fill: '#f1e3c6' }),
    ),
    ...[0, 1, 3].map((at) => element('rect', { x: 0, y: 366 + at * 58, width: 80, height: 30, fill: '#22252b' })),
    element('circle', { cx: 122, cy: 176, r: 92, fill: '#b6472f' }),
    half(122, 176, 92, 180, '#22252b'),
    element('ellipse', { cx: 300, cy: 470, rx: 88, ry: 128, fill: '#22252b' }),
    element('ellipse', { cx: 300, cy: 322, rx: 62, ry: 84, fill: '#22252b' }),
    element('rect', { x: 278, y: 96, width: 46, height: 190, fill: '#22252b' }),
    ...strings,
    half(500, 250, 92, 90, '#f1e3c6'),
    half(500, 250, 60, 270, '#e0a526'),
    element('circle', { cx: 500, cy: 462, r: 92, fill: '#e0a526' }),
    element('circle', { cx: 500, cy: 462, r: 62, fill: '#f1e3c6' }),
    element('circle', { cx: 500, cy: 462, r: 14, fill: '#22252b' }),
    element('path', { d: 'M426 372l150 178', stroke: '#22252b', 'stroke-width': 7, 'stroke-linecap': 'round' }),
    words('오후 네 시의 트리오', { x: 36, y: 690, size: 48, weight: 800, spacing: -0.03, fill: '#22252b' }),
    words('FOUR O’CLOCK TRIO', { x: 38, y: 728, size: 20, weight: 700, spacing: 0.18, fill: '#b6472f' }),
    words('Piano · Bass · Drums   소담홀', { x: 38, y: 764, size: 16, weight: 500, fill: '#5c5546' }),
  ].join('')
}
