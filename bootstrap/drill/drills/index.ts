import type { Drill } from '../drill.ts'
import { badVersion } from './bad-version.ts'
import { bootstrap } from './bootstrap.ts'
import { drift } from './drift.ts'
import { goodVersion } from './good-version.ts'
import { hands } from './hands.ts'
import { lostNodes } from './lost-nodes.ts'
import { migration } from './migration.ts'
import { policies } from './policies.ts'
import { scaling } from './scaling.ts'
import { syncWindow } from './window.ts'

/** In the order in which they are played. */
export const drills: Drill[] = [
  bootstrap,
  goodVersion,
  badVersion,
  migration,
  scaling,
  lostNodes,
  hands,
  drift,
  syncWindow,
  policies,
]
