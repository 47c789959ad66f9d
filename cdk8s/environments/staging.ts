import { onAws } from './cluster.ts'
import { readFacts } from './facts.ts'

const ground = {
  of: 'staging',
  facts: readFacts('staging'),
  capacity: {
    groups: [
      { name: 'zone-a', spot: false, desired: 1, max: 2 },
      { name: 'zone-b', spot: false, desired: 1, max: 2 },
      { name: 'spot', spot: true, desired: 2, max: 6 },
    ],
    maxPodsPerNode: 50,
    databaseConnections: 200,
  },
} as const satisfies Partial<Parameters<typeof onAws>[0]>

/** Production's shape, which grows only far enough to show that it grows. */
export const staging = onAws({
  ...ground,
  name: 'staging',
  replicas: ({ replicas: { min } }) => ({ min, max: min * 2 }),
})

/** Staging on a clock thirty times as fast, so that a whole rollout is watched in minutes. */
export const drill = onAws({
  ...ground,
  name: 'drill',
  replicas: ({ replicas: { min } }) => ({ min: 2, max: min * 2 }),
  clock: 1 / 30,
})
