import { element, fade, ground, numbers, words } from './canvas.ts'

/** Rings of light, one of them broken by the name. */
export function halo(): string {
  const random = numbers(7)
  const rings = Array.from({ length: 34 }, (_, at) =>
    element('circle', {
      cx: 300 + 10 * Math.sin(at / 3),
      cy: 330 + 6 * Math.cos(at / 4),
      r: 88 + at * 5.4,
      fill: 'none',
      stroke: at % 11 === 5 ? '#fff4d6' : at % 3 === 0 ? '#ff7ac6' : '#8f7bff',
      'stroke-width': at % 11 === 5 ? 3 : 0.7 + random() * 1.1,
      'stroke-dasharray': `${120 + random() * 500} ${14 + random() * 130}`,
      opacity: 0.35 + random() * 0.6,
      transform: `rotate(${Math.round(random() * 360)} 300 330)`,
    }),
  )
  const sparks = Array.from({ length: 90 }, () =>
    element('circle', {
      cx: random() * 600,
      cy: random() * 800,
      r: 0.4 + random() * 1.3,
      fill: '#fff',
      opacity: 0.2 + random() * 0.7,
    }),
  )
  const glow = element(
    'radialGradient',
    { id: 'glow' },
    element('stop', { offset: 0, 'stop-color': '#fff6e0', 'stop-opacity': 0.95 }),
    element('stop', { offset: 0.25, 'stop-color': '#ff9ad5', 'stop-opacity': 0.55 }),
    element('stop', { offset: 1, 'stop-color': '#2a1466', 'stop-opacity': 0 }),
  )
  return [
    element('defs', {}, fade('night', '#12082f', '#2a1466', '#0b0620'), glow),
    ground('url(#night)'),
    ...sparks,
    element('circle', { cx: 300, cy: 330, r: 250, fill: 'url(#glow)' }),
    ...rings,
    element('rect', { x: 0, y: 296, width: 600, height: 72, fill: '#12082f', opacity: 0.78 }),
    words('VELUNE', { x: 305, y: 353, size: 62, weight: 800, spacing: 0.22, anchor: 'middle', fill: '#fff' }),
    words('WORLD TOUR', { x: 48, y: 76, size: 17, weight: 600, spacing: 0.3, fill: '#cbbcff' }),
    words('IN SEOUL', { x: 552, y: 76, size: 17, weight: 600, spacing: 0.3, anchor: 'end', fill: '#cbbcff' }),
    words('HALO', { x: 44, y: 690, size: 118, weight: 200, spacing: 0.08, fill: '#fff4d6' }),
    words('벨룬 월드투어 〈헤일로〉', { x: 48, y: 732, size: 22, weight: 600, fill: '#fff' }),
    words('서울 누리홀  SEOUL NURI HALL', { x: 48, y: 762, size: 15, weight: 500, spacing: 0.04, fill: '#cbbcff' }),
  ].join('')
}
