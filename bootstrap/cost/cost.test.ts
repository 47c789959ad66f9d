import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build, environmentNames, STAND_IN } from '../../terraform/tests/standin/built.ts'
import { linesOf } from './lines.ts'
import { billOf, excess, readAccepted, rounded, total } from './report.ts'
import { usage } from './usage.ts'

for (const environment of environmentNames)
  test(`${environment} stays within its budget, and its bill is the accepted one`, async (t) => {
    t.diagnostic(STAND_IN)
    const bill = await billOf(environment)
    const accepted = readAccepted()[environment]
    assert.equal(excess(bill, accepted), undefined)
    assert.deepEqual(
      rounded(bill.lines.peak),
      accepted,
      'The bill has changed: look at it with npm run cost, then accept it with npm run cost -- --accept.',
    )
    assert.ok(total(bill.lines.minimum) < total(bill.lines.expected))
    assert.ok(total(bill.lines.expected) < total(bill.lines.peak))
  })

test('a change that passes the budget is refused with the line that did it', async () => {
  const { made } = await build('production')
  const grown = structuredClone(made)
  for (const { type, values } of grown) if (type === 'aws_elasticache_replication_group') values.num_node_groups = 6
  const { limit, lines } = await billOf('production')
  const bill = { limit, lines: { ...lines, peak: linesOf(grown, 'peak', usage.production.peak) } }
  assert.match(
    excess(bill, readAccepted().production) ?? '',
    /^A month could cost \d{4} USD and the budget is 1500: "ElastiCache: 12 x cache\.t3\.medium" grew by \d+ to \d+\.$/,
  )
})

test('what has no price is refused by name', async () => {
  const made = [{ address: 'aws_msk_cluster.this', type: 'aws_msk_cluster', values: {} }]
  assert.throws(
    () => linesOf(made, 'expected', usage.production.expected),
    /aws_msk_cluster\.this has no price: add aws_msk_cluster/,
  )
})
