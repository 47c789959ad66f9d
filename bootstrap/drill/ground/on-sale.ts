import type { OrganiserEvent, PlanSummary } from '@tiketi/contracts/event'
import { isTrue } from '../control-plane/room.ts'
import type { Visitor } from './visitor.ts'

export interface Show {
  performanceId: string
  onSaleId: string
}

interface Selling {
  performances: number
  seats: number
  limitPerPerson: number
}

/** An organiser sells so many performances of an event, and one more behind a waiting room; every service knows them. */
export async function putOnSale(
  organiser: Visitor,
  { performances, seats, limitPerPerson }: Selling,
): Promise<{ shows: Show[]; line: Show }> {
  const grades = ['VIP', 'R']
  const plan = await send<PlanSummary>('plans/from-template', { name: 'Hall', template: 'hall', seats, grades })
  const event = await send<OrganiserEvent>('events', {
    title: both('Night of Lights'),
    description: both('An evening.'),
    category: 'concert',
    artists: [both('Lumen')],
    searchTerms: [],
    venue: { name: both('Hall'), address: both('Seoul'), timeZone: 'Asia/Seoul' },
    ageLimit: 0,
    posterUrl: '/posters/night.svg',
    grades: grades.map((code, at) => ({ code, name: both(code), priceWon: 150_000 - 40_000 * at })),
    performances: Array.from({ length: performances + 1 }, (_, at) => ({
      startsAt: inSeconds((30 + at) * 86_400),
      planId: plan.id,
      onSale: {
        opensAt: inSeconds(-1),
        closesAt: inSeconds(86_400),
        waitingRoom: at === performances,
        limitPerPerson,
        admissionsPerSecond: 1,
      },
    })),
  })
  await send(`events/${event.id}/publish`, { version: event.version })
  const shows = event.performances.map(({ id, onSale }) => ({ performanceId: id, onSaleId: onSale.id }))
  const line = shows.pop()!
  const known = [`/api/queue/on-sales/${line.onSaleId}`, ...shows.map(layoutOf)]
  for (const path of known) await isTrue(`${path} is there`, async () => (await organiser.get(path))?.status === 200)
  return { shows, line }

  async function send<T>(path: string, body: unknown): Promise<T> {
    const answer = await organiser.post(`/api/event/organiser/${path}`, body)
    if (!answer || answer.status >= 300) throw new Error(`${path} answered ${JSON.stringify(answer?.body)}`)
    return answer.body as T
  }
}

/** Nobody is called: who does not come then loses the place within minutes, and rightly. */
export async function pauseLine(organiser: Visitor, { onSaleId }: Show): Promise<void> {
  const answer = await organiser.post(`/api/queue/operator/on-sales/${onSaleId}/actions`, { action: 'pause' })
  if (answer?.status !== 200) throw new Error(`Pausing the line answered ${JSON.stringify(answer?.body)}`)
}

const layoutOf = ({ performanceId }: Show) => `/api/reservation/performances/${performanceId}/layout`
const both = (text: string) => ({ ko: text, en: text })

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString()
}
