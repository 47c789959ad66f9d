import type { Camera, Size } from './camera.ts'
import type { Hall } from './hall.ts'
import type { Theme } from './theme.ts'

export type Focus = { kind: 'section' | 'seat' | 'area'; index: number }

/** All that a picture of the hall depends on. */
export interface Scene {
  hall: Hall
  view: Size
  camera: Camera
  theme: Theme
  states: Uint8Array
  /** Free seats of each section. */
  free: readonly number[]
  /** Free places of each standing area, and places wanted there. */
  areas: readonly number[]
  standing: readonly number[]
  chosen: ReadonlySet<number>
  /** Offered, not yet chosen. */
  offered: ReadonlySet<number>
  /** Only this grade stands out. */
  grade: number | null
  focus: Focus | null
  labels: {
    stage: string
    section: (index: number) => string
    area: (index: number) => string
    free: (count: number) => string
    places: (count: number) => string
  }
}

/** Distance between neighbouring seats in CSS pixels: what can be made out depends on it. */
export function seatPixels({ hall, camera }: Pick<Scene, 'hall' | 'camera'>): number {
  return hall.pitch * camera.scale
}

/** From 0 to 1 while `value` goes from `from` to `to`. */
export function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)))
}
