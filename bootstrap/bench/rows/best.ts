import { PASS_HEADER } from '@tiketi/contracts/queue'
import { atMost } from '../../proof/figures.ts'
import { weighed } from '../between.ts'
import { HALL_SEATS } from '../ground.ts'
import type { Row } from '../row.ts'

const WARM_UP = 100
const AMOUNT = 500
const OURS = 220_000_000_000
const MOST_MS = 20

export const best: Row = {
  name: 'best',
  title: `best two of ${HALL_SEATS} seats held, one buyer after another, beside ${MOST_MS} ms for each`,
  goal: 1,
  async measure({ system, origin, hall, buyer }) {
    const took: number[] = []
    async function hold(number: number) {
      const { token, pass } = await buyer(number)
      const headers = {
        authorization: `Bearer ${token}`,
        [PASS_HEADER]: await pass(hall.onSaleId),
        'content-type': 'application/json',
        'idempotency-key': `bench-${number}`,
      }
      const body = JSON.stringify({ performanceId: hall.performanceId, count: 2 })
      const begun = performance.now()
      const answer = await fetch(`${origin('reservation')}/api/reservation/best-holds`, {
        method: 'POST',
        headers,
        body,
      })
      const said = await answer.text()
      if (answer.status !== 201) throw new Error(`Best seats are answered with ${answer.status}: ${said.slice(0, 300)}`)
      took.push(performance.now() - begun)
    }
    for (let at = 0; at < WARM_UP; at++) await hold(OURS + at)
    took.length = 0
    const { perCpuSecond } = await weighed(system.pid('reservation'), AMOUNT, async () => {
      for (let at = WARM_UP; at < WARM_UP + AMOUNT; at++) await hold(OURS + at)
    })
    took.sort((a, b) => a - b)
    const share = (part: number) => took[Math.floor(part * AMOUNT)]!
    const seconds = took.reduce((sum, ms) => sum + ms, 0) / 1_000
    return {
      ours: AMOUNT / seconds,
      limit: 1_000 / MOST_MS,
      p99Ms: share(0.99),
      perCpuSecond,
      more: [atMost('best: p95', share(0.95), 'ms', MOST_MS)],
    }
  },
}
