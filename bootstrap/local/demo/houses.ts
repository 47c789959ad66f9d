import type { CreatePlanFromTemplate, Venue } from '@tiketi/contracts/event'
import { text } from './show.ts'

interface House {
  venue: Venue
  plan: CreatePlanFromTemplate
}

function house(
  ko: string,
  en: string,
  address: [ko: string, en: string],
  plan: Omit<CreatePlanFromTemplate, 'name'>,
): House {
  return {
    venue: { name: text(ko, en), address: text(...address), timeZone: 'Asia/Seoul' },
    plan: { name: ko, ...plan },
  }
}

/** The houses of the demo, none of which exists, in districts that do. */
export const houses = {
  nuri: house('서울 누리홀', 'Seoul Nuri Hall', ['서울 송파구', 'Songpa-gu, Seoul'], {
    template: 'hall',
    seats: 5_000,
    grades: ['VIP', 'R', 'S', 'A'],
  }),
  mir: house('미르 아트센터 대극장', 'Mir Art Center, Grand Theatre', ['서울 용산구', 'Yongsan-gu, Seoul'], {
    template: 'hall',
    seats: 1_200,
    grades: ['VIP', 'R', 'S', 'A'],
  }),
  saeon: house('새온 콘서트홀', 'Saeon Concert Hall', ['서울 서초구', 'Seocho-gu, Seoul'], {
    template: 'hall',
    seats: 2_000,
    grades: ['R', 'S', 'A', 'B'],
  }),
  sodam: house('소담홀', 'Sodam Hall', ['서울 종로구', 'Jongno-gu, Seoul'], {
    template: 'hall',
    seats: 420,
    grades: ['R', 'S'],
  }),
  maru: house('마루 아레나', 'Maru Arena', ['인천 연수구', 'Yeonsu-gu, Incheon'], {
    template: 'arena',
    seats: 5_000,
    grades: ['R', 'S', 'A'],
    standing: { places: 1_400, grade: 'ST', entranceNumbers: true },
  }),
  dome: house('서울 한빛돔', 'Seoul Hanbit Dome', ['서울 강서구', 'Gangseo-gu, Seoul'], {
    template: 'stadium',
    seats: 20_000,
    grades: ['T', 'B', 'R', 'N'],
  }),
} satisfies Record<string, House>

export type HouseName = keyof typeof houses
