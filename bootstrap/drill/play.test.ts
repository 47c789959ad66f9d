import assert from 'node:assert/strict'
import { test } from 'node:test'
import { told } from '../proof/figures.ts'
import { isTrue } from './control-plane/room.ts'
import type { ClusterDrill } from './drill.ts'
import { onCluster } from './play.ts'
import type { Cluster } from './stage.ts'

const cluster = {} as Cluster
const played = told('played', 1, 'times')

test('a drill that hangs is given up with what it waited for, and the next one is played', async () => {
  const hangs: ClusterDrill = {
    name: 'hangs',
    title: 'waits for what never comes',
    pods: 'any',
    minutes: 0.001,
    run: async () => void (await isTrue('the sea is dry', async () => false, { timeoutMs: 1_000 })),
  }
  const next: ClusterDrill = { ...hangs, name: 'next', minutes: 1, run: async (_, report) => report.add(played) }
  const [first, second] = await onCluster([hangs, next], cluster, () => {})
  assert.match(first!.failure!, /given up after 0\.001 minutes\. It waited for: the sea is dry\./)
  assert.deepEqual(second!.figures, [played])
  assert.equal(second!.failure, undefined)
})
