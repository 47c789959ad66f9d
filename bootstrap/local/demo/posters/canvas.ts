export const WIDTH = 600
export const HEIGHT = 800

/** Faces that a visitor's machine has, Korean ones first: a picture in a page loads no fonts. */
const SANS = 'Pretendard Variable, Pretendard, Apple SD Gothic Neo, Noto Sans KR, Noto Sans CJK KR, sans-serif'
export const SERIF = 'Noto Serif KR, Noto Serif CJK KR, Nanum Myeongjo, AppleMyungjo, serif'

type Attributes = Record<string, string | number>

/** An SVG element. Its looks are attributes, not styles, so that a strict content security policy lets them be. */
export function element(name: string, attributes: Attributes, ...content: string[]): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : value}"`,
  )
  return content.length > 0
    ? `<${name}${written.join('')}>${content.join('')}</${name}>`
    : `<${name}${written.join('')}/>`
}

interface Lettering {
  x: number
  y: number
  size: number
  fill: string
  face?: string
  weight?: number
  /** Between letters, in units of the size. */
  spacing?: number
  anchor?: 'start' | 'middle' | 'end'
  rotate?: number
  opacity?: number
}

/** One line of text. */
export function words(text: string, lettering: Lettering): string {
  const { x, y, size, fill, face = SANS, weight = 400, spacing = 0, anchor = 'start', rotate, opacity } = lettering
  return element(
    'text',
    {
      x,
      y,
      fill,
      'font-family': face,
      'font-size': size,
      'font-weight': weight,
      'letter-spacing': spacing * size,
      'text-anchor': anchor,
      ...(rotate !== undefined && { transform: `rotate(${rotate} ${short(x)} ${short(y)})` }),
      ...(opacity !== undefined && { opacity }),
    },
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  )
}

export function ground(fill: string): string {
  return element('rect', { width: WIDTH, height: HEIGHT, fill })
}

/** A vertical gradient, to be used as `url(#id)`. */
export function fade(id: string, ...colours: string[]): string {
  const stops = colours.map((colour, at) =>
    element('stop', { offset: at / (colours.length - 1), 'stop-color': colour }),
  )
  return element('linearGradient', { id, x1: 0, y1: 0, x2: 0, y2: 1 }, ...stops)
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A path through points. */
export function through(points: [x: number, y: number][]): string {
  return points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${short(x)} ${short(y)}`).join('')
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100)
}
