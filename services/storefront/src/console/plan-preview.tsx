import { placeCount, type SeatingPlan, seatPlaces, seatPoint } from '@tiketi/contracts/seating'
import { useEffect, useRef } from 'preact/hooks'
import { GradeMark } from '../components/grade-mark.tsx'
import { gradeHue } from '../components/grade-shape.ts'
import { formatCount } from '../language/format.ts'
import { consoleWords } from './console-words.ts'

const WIDTH = 1_600

/** A plan as it will be seen from above, and in numbers for who does not see it. */
export function PlanPreview({ plan }: { plan: SeatingPlan }) {
  const w = consoleWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const grades = gradesIn(plan)
  useEffect(
    () =>
      draw(
        canvas.current!,
        plan,
        grades.map(({ code }) => code),
      ),
    [plan],
  )
  const standing = plan.standing?.length ?? 0
  return (
    <figure class="plan-preview">
      <canvas
        ref={canvas}
        role="img"
        aria-label={w.planDrawn(formatCount(placeCount(plan)), plan.sections.length, standing)}
      />
      <figcaption>
        <ul class="grade-counts">
          {grades.map(({ code, places }, at) => (
            <li key={code}>
              <GradeMark grade={at} /> <span>{code}</span>{' '}
              <span class="quiet figures">{w.places(formatCount(places))}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  )
}

function gradesIn({ sections, standing = [] }: SeatingPlan): { code: string; places: number }[] {
  const counts = new Map<string, number>()
  const count = (grade: string, places: number) => counts.set(grade, (counts.get(grade) ?? 0) + places)
  for (const { grade, capacity } of standing) count(grade, capacity)
  for (const { grade, seats } of sections.flatMap(({ rows }) => rows)) count(grade, seats)
  return [...counts].map(([code, places]) => ({ code, places }))
}

function draw(canvas: HTMLCanvasElement, plan: SeatingPlan, grades: string[]): void {
  canvas.width = WIDTH
  canvas.height = Math.round((WIDTH * plan.height) / plan.width)
  const context = canvas.getContext('2d')!
  const style = getComputedStyle(canvas)
  const hues = grades.map((_, at) => style.getPropertyValue(`--grade-${gradeHue(at)}`))
  const scale = WIDTH / plan.width
  context.scale(scale, scale)
  context.strokeStyle = style.getPropertyValue('--map-stage')
  context.lineWidth = 12
  context.beginPath()
  context.moveTo(...plan.stage.from)
  context.lineTo(...plan.stage.to)
  context.stroke()
  for (const { outline, grade } of plan.standing ?? []) {
    context.fillStyle = hues[grades.indexOf(grade)]!
    context.globalAlpha = 0.4
    context.beginPath()
    for (const corner of outline) context.lineTo(...corner)
    context.fill()
    context.globalAlpha = 1
  }
  for (const place of seatPlaces(plan)) {
    const [x, y] = seatPoint(place)
    context.fillStyle = hues[grades.indexOf(place.row.grade)]!
    context.fillRect(x - 3.5, y - 3.5, 7, 7)
  }
}
