import { element, fade, ground, HEIGHT, SERIF, through, WIDTH, words } from './canvas.ts'

/** A sun that does not set over the contour lines of an unknown land. */
export function whiteNight(): string {
  const contours = Array.from({ length: 22 }, (_, line) => {
    const base = 440 + line * 16 + line * line * 0.35
    const points = Array.from({ length: 61 }, (_, step): [number, number] => {
      const x = (step * WIDTH) / 60
      const swell = Math.sin(x / 70 + line / 3.2) * 15 + Math.sin(x / 31 - line / 2.1) * 6
      const peak = 96 * Math.exp(-(((x - 400) / 95) ** 2)) * Math.exp(-((line / 9) ** 2))
      return [x, base + swell - peak]
    })
    return element('path', {
      d: `${through(points)}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}z`,
      fill: line % 2 === 0 ? '#0f4a52' : '#0c3f47',
      stroke: '#8fd3c2',
      'stroke-width': 1,
      'stroke-opacity': 0.55,
    })
  })
  const route = 'M86 742Q150 640 208 652T322 560T404 452'
  return [
    element('defs', {}, fade('sky', '#f4d9b0', '#f2b58c', '#d97f6e', '#2d5d66')),
    ground('url(#sky)'),
    element('circle', { cx: 214, cy: 372, r: 74, fill: '#fff3d4' }),
    element('circle', { cx: 214, cy: 372, r: 104, fill: '#fff3d4', opacity: 0.3 }),
    ...contours,
    element('path', { d: route, fill: 'none', stroke: '#ffdf9a', 'stroke-width': 2.5, 'stroke-dasharray': '9 8' }),
    element('path', { d: 'M396 444l16 16m0-16l-16 16', stroke: '#ff6b4a', 'stroke-width': 4 }),
    words('MUSICAL', { x: 300, y: 78, size: 15, weight: 600, spacing: 0.5, anchor: 'middle', fill: '#6d3b33' }),
    words('백야의 지도', {
      x: 300,
      y: 168,
      size: 80,
      face: SERIF,
      weight: 700,
      spacing: -0.02,
      anchor: 'middle',
      fill: '#39201f',
    }),
    words('A MAP OF THE WHITE NIGHT', {
      x: 302,
      y: 212,
      size: 17,
      face: SERIF,
      spacing: 0.2,
      anchor: 'middle',
      fill: '#6d3b33',
    }),
    words('해가 지지 않는 곳에서, 길을 그리다', {
      x: 300,
      y: 744,
      size: 19,
      face: SERIF,
      anchor: 'middle',
      fill: '#e9f7f0',
    }),
    words('미르 아트센터 대극장', { x: 300, y: 772, size: 14, weight: 500, anchor: 'middle', fill: '#8fd3c2' }),
  ].join('')
}
