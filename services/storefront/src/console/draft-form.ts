import type { Category, EventDraft, OrganiserEvent, PresaleBy } from '@tiketi/contracts/event'
import type { Text } from '@tiketi/contracts/schema'
import { type PolicyForm, policyFormOf, policyOf } from './policy-form.ts'
import { instantOf, wallTime } from './zoned-time.ts'

/** A date as the form holds it: what its fields show. */
export interface DateForm {
  startsAt: string
  planId: string
  opensAt: string
  closesAt: string
  waitingRoom: boolean
  limitPerPerson: string
  admissionsPerSecond: string
  virtualAccounts: boolean
  /** Whether there is a presale; its fields stay as they were while there is none. */
  presale: boolean
  presaleOpensAt: string
  presaleClosesAt: string
  presaleBy: PresaleBy
}

/** A draft as the form holds it. Times are on the venue's clock. */
export interface DraftForm {
  title: Text
  description: Text
  category: Category
  artists: string
  searchTerms: string
  ageLimit: string
  venueName: Text
  address: Text
  timeZone: string
  posterUrl: string
  gifts: boolean
  dates: DateForm[]
  prices: Record<string, { name: Text; won: string }>
  refundPolicy: PolicyForm
}

const EMPTY = { ko: '', en: '' }

export function newDate(): DateForm {
  return {
    startsAt: '',
    planId: '',
    opensAt: '',
    closesAt: '',
    waitingRoom: true,
    limitPerPerson: '4',
    admissionsPerSecond: '100',
    virtualAccounts: false,
    presale: false,
    presaleOpensAt: '',
    presaleClosesAt: '',
    presaleBy: 'membership',
  }
}

export function emptyForm(): DraftForm {
  return {
    title: EMPTY,
    description: EMPTY,
    category: 'concert',
    artists: '',
    searchTerms: '',
    ageLimit: '0',
    venueName: EMPTY,
    address: EMPTY,
    timeZone: 'Asia/Seoul',
    posterUrl: '',
    gifts: true,
    dates: [newDate()],
    prices: {},
    refundPolicy: policyFormOf(),
  }
}

export function formOf(event: OrganiserEvent): DraftForm {
  const { title, description, category, venue, posterUrl } = event
  const wall = (instant: string) => wallTime(instant, venue.timeZone)
  return {
    title,
    description,
    category,
    posterUrl,
    gifts: event.gifts ?? true,
    artists: event.artists.map(({ ko, en }) => `${ko} / ${en}`).join('\n'),
    searchTerms: event.searchTerms.join(', '),
    ageLimit: String(event.ageLimit),
    venueName: venue.name,
    address: venue.address,
    timeZone: venue.timeZone,
    dates: event.performances.map(({ startsAt, planId, onSale }) => ({
      startsAt: wall(startsAt),
      planId,
      opensAt: wall(onSale.opensAt),
      closesAt: wall(onSale.closesAt),
      waitingRoom: onSale.waitingRoom,
      limitPerPerson: String(onSale.limitPerPerson),
      admissionsPerSecond: String(onSale.admissionsPerSecond),
      virtualAccounts: onSale.virtualAccounts ?? false,
      presale: onSale.presale !== undefined,
      presaleOpensAt: onSale.presale ? wall(onSale.presale.opensAt) : '',
      presaleClosesAt: onSale.presale ? wall(onSale.presale.closesAt) : '',
      presaleBy: onSale.presale?.by ?? 'membership',
    })),
    prices: Object.fromEntries(event.grades.map(({ code, name, priceWon }) => [code, { name, won: String(priceWon) }])),
    refundPolicy: policyFormOf(event.refundPolicy),
  }
}

/** What the form says, for the grades of its plans; nothing while something in it is empty. */
export function draftOf(form: DraftForm, grades: string[]): EventDraft | null {
  const { title, description, category, venueName, address, timeZone } = form
  const artists = form.artists
    .split('\n')
    .map((line) => line.split('/').map((name) => name.trim()))
    .filter(([ko]) => ko)
    .map(([ko = '', en]) => ({ ko, en: en || ko }))
  const performances = form.dates.map((date) => ({
    startsAt: instantOf(date.startsAt, timeZone),
    planId: date.planId,
    onSale: {
      opensAt: instantOf(date.opensAt, timeZone),
      closesAt: instantOf(date.closesAt, timeZone),
      waitingRoom: date.waitingRoom,
      limitPerPerson: Number(date.limitPerPerson),
      admissionsPerSecond: Number(date.admissionsPerSecond),
      ...(date.virtualAccounts && { virtualAccounts: true }),
      ...(date.presale && {
        presale: {
          opensAt: instantOf(date.presaleOpensAt, timeZone),
          closesAt: instantOf(date.presaleClosesAt, timeZone),
          by: date.presaleBy,
        },
      }),
    },
  }))
  const prices = grades.map((code) => {
    const { name = EMPTY, won = '' } = form.prices[code] ?? {}
    return { code, name: { ko: name.ko.trim() || code, en: name.en.trim() || code }, priceWon: won && Number(won) }
  })
  const texts = [title, description, venueName, address].flatMap(({ ko, en }) => [ko.trim(), en.trim()])
  const times = performances.flatMap(({ startsAt, planId, onSale }) => [
    startsAt,
    planId,
    onSale.opensAt,
    onSale.closesAt,
    ...(onSale.presale ? [onSale.presale.opensAt, onSale.presale.closesAt] : []),
  ])
  const filled = [...texts, ...times, ...prices.map(({ priceWon }) => priceWon), form.posterUrl, artists.length]
  const refundPolicy = policyOf(form.refundPolicy)
  if (!refundPolicy || filled.some((value) => value === '' || value === null || value === 0)) return null
  return {
    title,
    description,
    category,
    artists,
    searchTerms: form.searchTerms
      .split(',')
      .map((term) => term.trim())
      .filter(Boolean),
    venue: { name: venueName, address, timeZone },
    ageLimit: Number(form.ageLimit),
    posterUrl: form.posterUrl,
    gifts: form.gifts,
    grades: prices as EventDraft['grades'],
    refundPolicy,
    performances: performances as EventDraft['performances'],
  }
}
