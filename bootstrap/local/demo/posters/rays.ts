import { element, ground, words } from './canvas.ts'

/** Light that breaks out of a corner between houses. */
export function rays(): string {
  const beams = Array.from({ length: 13 }, (_, at) => {
    const [from, to] = [at * 7.4 - 4, at * 7.4 - 0.4].map((degrees) => (degrees * Math.PI) / 180)
    const end = (angle: number) => `${Math.round(Math.cos(angle) * 1_150)} ${Math.round(800 - Math.sin(angle) * 1_150)}`
    return element('path', { d: `M0 800L${end(from!)}L${end(to!)}z`, fill: at % 3 === 1 ? '#ff4d2e' : '#111' })
  })
  const houses = [70, 118, 46, 150, 92, 64, 132, 84, 110, 58].map((height, at) =>
    element('rect', { x: at * 60, y: 690 - height, width: 60, height: height + 110, fill: '#111' }),
  )
  const windows = Array.from({ length: 60 }, (_, at) => ({ column: at % 20, row: Math.floor(at / 20) }))
    .filter(({ column, row }) => (column * 7 + row * 5) % 4 === 0)
    .map(({ column, row }) =>
      element('rect', { x: 12 + column * 30, y: 662 + row * 18, width: 9, height: 9, fill: '#ffd400' }),
    )
  return [
    ground('#ffd400'),
    ...beams,
    ...houses,
    ...windows,
    element('rect', { x: 0, y: 712, width: 600, height: 88, fill: '#111' }),
    element('rect', { x: 36, y: 44, width: 348, height: 208, fill: '#ffd400' }),
    words('도시', { x: 48, y: 140, size: 104, weight: 900, spacing: -0.04, fill: '#111' }),
    words('광선', { x: 48, y: 240, size: 104, weight: 900, spacing: -0.04, fill: '#111' }),
    words('CITY', { x: 256, y: 136, size: 44, weight: 900, spacing: 0.03, fill: '#ff4d2e' }),
    words('RAYS', { x: 256, y: 236, size: 44, weight: 900, spacing: 0.03, fill: '#ff4d2e' }),
    words('LIVE 〈정전 BLACKOUT〉', { x: 36, y: 752, size: 25, weight: 800, fill: '#ffd400' }),
    words('마루 아레나  MARU ARENA', { x: 36, y: 778, size: 14, weight: 500, spacing: 0.06, fill: '#fff' }),
  ].join('')
}
