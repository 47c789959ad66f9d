import { element, fade, ground, SERIF, words } from './canvas.ts'

const HOURS = ['XII', 'I', 'II', 'III', 'IIII', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI']

/** A clock of the thirties, its works shining through. */
export function clock(): string {
  const [x, y] = [300, 352]
  const minutes = Array.from({ length: 60 }, (_, at) =>
    element('path', {
      d: `M${x} ${y - 222}v${at % 5 === 0 ? 18 : 8}`,
      stroke: '#d8b36a',
      'stroke-width': at % 5 === 0 ? 3 : 1.2,
      transform: `rotate(${at * 6} ${x} ${y})`,
    }),
  )
  const hours = HOURS.map((hour, at) => {
    const angle = (at * Math.PI) / 6
    const [left, top] = [x + 180 * Math.sin(angle), y - 180 * Math.cos(angle)]
    return words(hour, {
      x: left,
      y: top + 10,
      size: 28,
      face: SERIF,
      weight: 600,
      anchor: 'middle',
      rotate: at * 30,
      fill: '#f0dcae',
    })
  })
  return [
    element('defs', {}, fade('room', '#2a1a14', '#4a2a1b', '#170d0a')),
    ground('url(#room)'),
    element('circle', { cx: x, cy: y, r: 246, fill: '#1a100c', stroke: '#d8b36a', 'stroke-width': 7 }),
    element('circle', { cx: x, cy: y, r: 228, fill: 'none', stroke: '#d8b36a', 'stroke-width': 1 }),
    gear(262, 402, 84, 20, '#6e4a2c'),
    gear(368, 322, 58, 14, '#8a5f36'),
    gear(300, 270, 34, 10, '#5b3b24'),
    ...minutes,
    ...hours,
    element('path', {
      d: `M${x - 7} ${y + 26}L${x} ${y - 124}L${x + 7} ${y + 26}z`,
      fill: '#f6e7c4',
      transform: `rotate(-38 ${x} ${y})`,
    }),
    element('path', {
      d: `M${x - 5} ${y + 40}L${x} ${y - 196}L${x + 5} ${y + 40}z`,
      fill: '#f6e7c4',
      transform: `rotate(24 ${x} ${y})`,
    }),
    element('path', {
      d: `M${x} ${y + 60}V${y - 206}`,
      stroke: '#c8372d',
      'stroke-width': 2.4,
      transform: `rotate(152 ${x} ${y})`,
    }),
    element('circle', { cx: x, cy: y, r: 11, fill: '#c8372d' }),
    words('경성의 시계공', {
      x: 300,
      y: 690,
      size: 70,
      face: SERIF,
      weight: 700,
      spacing: -0.02,
      anchor: 'middle',
      fill: '#f6e7c4',
    }),
    words('THE CLOCKMAKER OF GYEONGSEONG', {
      x: 302,
      y: 726,
      size: 15,
      face: SERIF,
      spacing: 0.2,
      anchor: 'middle',
      fill: '#d8b36a',
    }),
    words('창작 뮤지컬 초연 · 미르 아트센터 대극장', {
      x: 300,
      y: 762,
      size: 15,
      weight: 500,
      anchor: 'middle',
      fill: '#c9b89a',
    }),
  ].join('')
}

function gear(x: number, y: number, radius: number, teeth: number, fill: string): string {
  const tooth = Array.from({ length: teeth }, (_, at) =>
    element('rect', {
      x: x - radius / 11,
      y: y - radius * 1.13,
      width: radius / 5.5,
      height: radius * 0.3,
      transform: `rotate(${(at * 360) / teeth} ${x} ${y})`,
    }),
  )
  const spokes = [0, 60, 120].map((turn) =>
    element('rect', {
      x: x - 4,
      y: y - radius * 0.8,
      width: 8,
      height: radius * 1.6,
      transform: `rotate(${turn} ${x} ${y})`,
    }),
  )
  const rim = element('circle', {
    cx: x,
    cy: y,
    r: radius * 0.84,
    fill: 'none',
    stroke: fill,
    'stroke-width': radius * 0.26,
  })
  const hub = element('circle', { cx: x, cy: y, r: radius * 0.22 })
  return element('g', { fill, opacity: 0.75 }, ...tooth, rim, ...spokes, hub)
}
