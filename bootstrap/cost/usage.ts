import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EnvironmentName } from '../../terraform/tests/standin/built.ts'

export type Case = 'minimum' | 'expected' | 'peak'

export const cases: Case[] = ['minimum', 'expected', 'peak']

/** What no plan says: how much goes through in a month. */
export interface Usage {
  natGb: number
  /** On the average of the month. */
  capacityUnits: number
  imagesGb: number
  logsArchiveGb: number
  cdnGb: number
  ecrGb: number
  logsGb: number
  metrics: number
  requestsMillion: number
  /** Hours in which every node group stands at its largest; the rest of the month it stands as desired. */
  peakHours: number
}

export const usage: Record<EnvironmentName, Record<Case, Usage>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'usage.json'), 'utf8'),
)
