import { whole } from '../bootstrapped.ts'
import type { Report } from '../report.ts'
import type { Stage } from '../stage.ts'
import { type Ground, layGround } from './ground.ts'

const grounds = new WeakMap<Stage, Promise<Ground>>()

/** The stage with every service running on it as processes, and who can visit them. Laid once for a stage. */
export async function standing(stage: Stage, { say }: Pick<Report, 'say'>): Promise<Ground> {
  const known = grounds.get(stage)
  const laying = known ?? layGround(stage, say)
  grounds.set(stage, laying)
  const ground = await laying
  if (!known) say('Handing over to Argo CD')
  await whole(stage)
  return ground
}
