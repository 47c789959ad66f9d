import { type RedisClient, script } from '@tiketi/kit/redis'

type Step = ReturnType<typeof script>

export type StepName =
  | 'admit'
  | 'claim'
  | 'device'
  | 'gather'
  | 'hold'
  | 'join'
  | 'leave'
  | 'number'
  | 'present'
  | 'raise'
  | 'release'
  | 'seats'
  | 'seed'
  | 'terms'

const loaded = new WeakMap<RedisClient, Map<StepName, Step>>()

/** One atomic step of the line: the .lua file of that name. */
export function step(redis: RedisClient, name: StepName): Step {
  const steps = loaded.get(redis) ?? new Map<StepName, Step>()
  loaded.set(redis, steps)
  const known = steps.get(name) ?? script(redis, new URL(`./${name}.lua`, import.meta.url))
  steps.set(name, known)
  return known
}
