import { element, ground, HEIGHT, SERIF, words } from './canvas.ts'

/** Measures of each prelude, as its bar is long. */
const MEASURES = [34, 23, 33, 25, 39, 26, 16, 34, 12, 18, 27, 81, 38, 19, 89, 46, 90, 21, 71, 13, 59, 41, 22, 77]
/** The one that everybody calls the raindrop. */
const RAINDROP = 14

/** Twenty-four keys, one for each prelude. */
export function preludes(): string {
  const width = 600 / MEASURES.length
  const keys = MEASURES.map((measures, at) =>
    element('rect', {
      x: at * width + 1.5,
      y: 0,
      width: width - 3,
      height: 150 + measures * 4.6,
      rx: 3,
      fill: at === RAINDROP ? '#3fb6a8' : at % 2 === 0 ? '#f4f3ef' : '#3a3b42',
    }),
  )
  const drops = [0, 1, 2].map((at) =>
    element('path', {
      d: 'M0 0q11 17 0 24q-11-7 0-24z',
      fill: '#3fb6a8',
      opacity: 1 - at * 0.28,
      transform: `translate(${(RAINDROP + 0.5) * width} ${572 + at * 44})`,
    }),
  )
  return [
    ground('#17181c'),
    ...keys,
    ...drops,
    element('rect', { x: 0, y: 600, width: 330, height: HEIGHT - 600, fill: '#17181c' }),
    words('류해원', { x: 40, y: 672, size: 62, face: SERIF, weight: 600, fill: '#f4f3ef' }),
    words('피아노 리사이틀', { x: 42, y: 708, size: 20, weight: 500, fill: '#b9bac2' }),
    words('CHOPIN', { x: 42, y: 750, size: 15, weight: 700, spacing: 0.3, fill: '#3fb6a8' }),
    words('24 Preludes, Op. 28', { x: 42, y: 774, size: 16, face: SERIF, fill: '#f4f3ef' }),
    words('RYU HAEWON', { x: 560, y: 774, size: 14, weight: 600, spacing: 0.22, anchor: 'end', fill: '#b9bac2' }),
  ].join('')
}
