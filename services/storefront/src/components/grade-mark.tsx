import { gradeHue, gradeShape, SHAPES } from './grade-shape.ts'

/** The shape and hue of a price grade, as on the seat map. */
export function GradeMark({ grade }: { grade: number }) {
  const corners = SHAPES[gradeShape(grade)]
  return (
    <svg class={`grade-mark grade-mark-${gradeHue(grade)}`} viewBox="-1.25 -1.25 2.5 2.5" aria-hidden="true">
      {corners ? <polygon points={corners.map((point) => point.join(',')).join(' ')} /> : <circle r="1" />}
    </svg>
  )
}
