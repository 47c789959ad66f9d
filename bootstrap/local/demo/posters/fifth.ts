import { element, ground, SERIF, through, words } from './canvas.ts'

/** Staves that swell like the sea, and the number of the symphony. */
export function fifth(): string {
  const stave = (top: number, swell: number) =>
    [0, 1, 2, 3, 4].map((line) => {
      const points = Array.from({ length: 76 }, (_, step): [number, number] => {
        const x = step * 8
        return [x, top + line * 11 + swell * Math.sin(x / 95 + top / 80) * (0.4 + x / 700)]
      })
      return element('path', { d: through(points), fill: 'none', stroke: '#221d1a', 'stroke-width': 1.3 })
    })
  const notes = [
    [64, 470],
    [122, 448],
    [182, 470],
    [252, 436],
    [330, 452],
    [404, 490],
    [470, 470],
    [536, 424],
  ].map(([x, y], at) =>
    element(
      'g',
      { fill: at === 3 ? '#d63a1e' : '#221d1a', stroke: at === 3 ? '#d63a1e' : '#221d1a' },
      element('ellipse', { cx: x!, cy: y!, rx: 11, ry: 7.6, transform: `rotate(-20 ${x} ${y})` }),
      element('path', { d: `M${x! + 10} ${y! - 3}v-58`, 'stroke-width': 2.6 }),
    ),
  )
  return [
    ground('#efe6d6'),
    words('5', { x: 196, y: 448, size: 520, face: SERIF, weight: 700, fill: '#d63a1e' }),
    ...stave(330, 22),
    ...stave(440, 34),
    ...stave(556, 46),
    ...notes,
    words('MAHLER', { x: 44, y: 92, size: 30, face: SERIF, weight: 600, spacing: 0.34, fill: '#221d1a' }),
    words('말러', { x: 44, y: 176, size: 74, face: SERIF, weight: 700, fill: '#221d1a' }),
    words('교향곡 5번', { x: 46, y: 218, size: 25, face: SERIF, weight: 600, fill: '#221d1a' }),
    element('rect', { x: 44, y: 690, width: 64, height: 5, fill: '#d63a1e' }),
    words('새온 심포니 오케스트라', { x: 44, y: 730, size: 24, weight: 700, fill: '#221d1a' }),
    words('지휘 석도경 · 정기연주회', { x: 44, y: 760, size: 17, weight: 500, fill: '#6b5f54' }),
  ].join('')
}
