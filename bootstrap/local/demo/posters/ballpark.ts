import { element, ground, through, words } from './canvas.ts'

/** A diamond from above, under a ball as large as the evening. */
export function ballpark(): string {
  const mown = Array.from({ length: 9 }, (_, at) =>
    element('circle', { cx: 300, cy: 800, r: 520 - at * 44, fill: at % 2 === 0 ? '#2f8f4e' : '#2a8246' }),
  )
  const base = (x: number, y: number) =>
    element('rect', { x: x - 8, y: y - 8, width: 16, height: 16, fill: '#fff', transform: `rotate(45 ${x} ${y})` })
  const seam = (flip: number) => {
    const point = (degrees: number): [number, number] => {
      const angle = (degrees * Math.PI) / 180
      return [300 + flip * (262 - 130 * Math.cos(angle)), 262 + 130 * Math.sin(angle)]
    }
    const arc = element('path', {
      d: through(Array.from({ length: 15 }, (_, at) => point((at - 7) * 5))),
      fill: 'none',
      stroke: '#d0312d',
      'stroke-width': 2,
    })
    const stitches = [-28, -18, -8, 2, 12, 22, 32].map((degrees) => {
      const [x, y] = point(degrees)
      const turn = `translate(${Math.round(x)} ${Math.round(y)}) rotate(${-flip * degrees})`
      return element('path', {
        d: `M-11 ${flip * 5}L0 0L11 ${flip * 5}`,
        fill: 'none',
        stroke: '#d0312d',
        'stroke-width': 3.4,
        'stroke-linecap': 'round',
        transform: turn,
      })
    })
    return arc + stitches.join('')
  }
  return [
    ground('#0e2a4f'),
    ...mown,
    element('path', { d: 'M300 748L448 600L300 452L152 600z', fill: '#c98a4b' }),
    element('path', { d: 'M300 712L412 600L300 488L188 600z', fill: '#2f8f4e' }),
    element('circle', { cx: 300, cy: 600, r: 19, fill: '#c98a4b' }),
    base(300, 742),
    base(442, 600),
    base(300, 458),
    base(158, 600),
    element('circle', { cx: 300, cy: 262, r: 176, fill: '#fbf7ec' }),
    element('path', {
      d: 'M300 438a176 176 0 0 0 150-268a196 196 0 0 1-234 246a176 176 0 0 0 84 22z',
      fill: '#e4dcc6',
    }),
    seam(1),
    seam(-1),
    words('OTTERS', { x: 300, y: 252, size: 50, weight: 900, spacing: 0.02, anchor: 'middle', fill: '#0e2a4f' }),
    words('vs', { x: 300, y: 284, size: 22, weight: 700, anchor: 'middle', fill: '#d0312d' }),
    words('FALCONS', { x: 300, y: 328, size: 46, weight: 900, spacing: 0.02, anchor: 'middle', fill: '#0e2a4f' }),
    words('서울 돔 시리즈', { x: 300, y: 62, size: 38, weight: 900, anchor: 'middle', fill: '#fff' }),
    words('한빛 오터스', { x: 36, y: 776, size: 20, weight: 800, fill: '#fff' }),
    words('남해 팔콘스', { x: 564, y: 776, size: 20, weight: 800, anchor: 'end', fill: '#fff' }),
  ].join('')
}
