import { onAws } from './cluster.ts'
import { readFacts } from './facts.ts'

export const production = onAws({
  name: 'production',
  of: 'production',
  facts: readFacts('production'),
  replicas: ({ replicas }) => replicas,
  capacity: {
    groups: [
      { name: 'zone-a', spot: false, desired: 2, max: 5 },
      { name: 'zone-b', spot: false, desired: 2, max: 5 },
      { name: 'spot', spot: true, desired: 2, max: 20 },
    ],
    maxPodsPerNode: 50,
    databaseConnections: 400,
  },
})
