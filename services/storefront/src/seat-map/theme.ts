import { GRADE_HUES } from '../components/grade-shape.ts'

/** The colours of the style sheet, as a canvas needs them. */
export interface Theme {
  ground: string
  surface: string
  ink: string
  inkQuiet: string
  accent: string
  accentFill: string
  onAccent: string
  stage: string
  stageInk: string
  held: string
  sold: string
  number: string
  grades: string[]
  font: string
}

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    ground: token('--map-ground'),
    surface: token('--surface'),
    ink: token('--ink'),
    inkQuiet: token('--ink-quiet'),
    accent: token('--accent'),
    accentFill: token('--accent-fill'),
    onAccent: token('--on-accent'),
    stage: token('--map-stage'),
    stageInk: token('--map-stage-ink'),
    held: token('--seat-held'),
    sold: token('--seat-sold'),
    number: token('--seat-number'),
    grades: Array.from({ length: GRADE_HUES }, (_, hue) => token(`--grade-${hue}`)),
    font: style.fontFamily,
  }
}
