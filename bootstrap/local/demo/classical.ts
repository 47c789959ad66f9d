import { atTwo } from './calendar.ts'
import { posterUrl } from './poster.ts'
import { grades, type Show, text } from './show.ts'

export const classical: Show[] = [
  {
    content: {
      title: text('새온 심포니 정기연주회: 말러 교향곡 5번', 'Saeon Symphony: Mahler’s Fifth'),
      description: text(
        `트럼펫 한 대로 시작해 온 홀을 흔들고, 하프와 현만 남은 아다지에토를 지나 빛으로 끝나는 70분. 지휘자 석도경이 취임 연주회에 이어 다시 말러를 고릅니다.

프로그램
· 베베른: 느린 악장
· 말러: 교향곡 5번 올림다단조

안내
· 8세 이상 관람할 수 있습니다.
· 연주회 40분 전, 로비에서 곡 해설이 있습니다.`,
        `Seventy minutes that begin with a single trumpet, shake the whole hall, pass through an Adagietto of harp and strings, and end in light. Conductor Seok Dokyung turns to Mahler again after his inaugural concert.

Programme
· Webern: Langsamer Satz
· Mahler: Symphony No. 5 in C-sharp minor

Please note
· Ages 8 and up.
· There is an introduction in the lobby 40 minutes before.`,
      ),
      category: 'classical',
      artists: [text('새온 심포니 오케스트라', 'Saeon Symphony Orchestra'), text('석도경', 'Seok Dokyung')],
      searchTerms: ['mahler 5', '말러 5번', '구스타프 말러', 'gustav mahler', 'adagietto', '아다지에토', '오케스트라'],
      ageLimit: 8,
      posterUrl: posterUrl('fifth'),
      grades: grades(
        ['R', 'R석', 'R', 120_000],
        ['S', 'S석', 'S', 90_000],
        ['A', 'A석', 'A', 60_000],
        ['B', 'B석', 'B', 30_000],
      ),
    },
    house: 'saeon',
    dates: [{ afterDays: 28, weekday: 4, time: '19:30' }],
    sale: { opens: atTwo(-20), waitingRoom: false, limitPerPerson: 6, virtualAccounts: true },
  },
  {
    content: {
      title: text('류해원 피아노 리사이틀: 쇼팽 24개의 전주곡', 'Ryu Haewon Plays Chopin’s 24 Preludes'),
      description: text(
        `짧게는 30초, 길게는 5분. 스물네 개의 조성을 한 바퀴 도는 쇼팽의 전주곡을 쉬지 않고 연주합니다.

전반부에는 바흐의 전주곡과 푸가 가운데 여섯 쌍을 골라, 두 사람이 같은 길을 어떻게 다르게 걸었는지 들려줍니다.

안내
· 8세 이상 관람할 수 있습니다.
· 악장 사이에는 박수를 쉬어 주세요.`,
        `Some last thirty seconds, some five minutes: Chopin’s preludes go once around all twenty-four keys, and are played without a break.

The first half has six of Bach’s preludes and fugues, so that one hears how differently two people walked the same way.

Please note
· Ages 8 and up.
· Please keep your applause until the end of each half.`,
      ),
      category: 'classical',
      artists: [text('류해원', 'Ryu Haewon')],
      searchTerms: ['chopin', '쇼팽', '쇼팡', '프렐류드', 'prelude', '피아노', 'piano', 'ryu hae won'],
      ageLimit: 8,
      posterUrl: posterUrl('preludes'),
      grades: grades(['R', 'R석', 'R', 60_000], ['S', 'S석', 'S', 40_000]),
    },
    house: 'sodam',
    dates: [{ afterDays: 36, weekday: 2, time: '19:30' }],
    sale: { opens: atTwo(-5), waitingRoom: false, limitPerPerson: 4 },
  },
]
