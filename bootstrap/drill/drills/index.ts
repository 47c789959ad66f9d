import type { Drill } from '../drill.ts'
import { bootstrap } from './bootstrap.ts'

/** In the order in which they are played. */
export const drills: Drill[] = [bootstrap]
