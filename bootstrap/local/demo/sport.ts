import { atTwo } from './calendar.ts'
import { posterUrl } from './poster.ts'
import { grades, type Show, text } from './show.ts'

export const sport: Show[] = [
  {
    content: {
      title: text('서울 돔 시리즈: 한빛 오터스 vs 남해 팔콘스', 'Seoul Dome Series: Hanbit Otters vs Namhae Falcons'),
      description: text(
        `지붕 아래에서 만나는 3연전. 지난 시즌 마지막 날까지 순위를 다툰 두 팀이 한빛돔에서 다시 붙습니다.

금요일은 응원가 떼창의 밤, 토요일은 어린이 시구와 그라운드 체험, 일요일은 경기 뒤 선수단 사인회가 이어집니다.

안내
· 경기 시작 2시간 전에 문을 엽니다.
· 1루는 한빛 오터스, 3루는 남해 팔콘스 응원석입니다.
· 테이블석은 음식과 음료를 가져올 수 있습니다.`,
        `Three games under one roof. Two teams that fought for their place until the last day of last season meet again at the Hanbit Dome.

Friday is the night of the fans’ songs, on Saturday children throw the first ball and walk the field, and on Sunday the players sign after the game.

Please note
· Gates open two hours before the game.
· First base is for Hanbit Otters, third base for Namhae Falcons.
· You may bring food and drink to the table seats.`,
      ),
      category: 'sport',
      artists: [text('한빛 오터스', 'Hanbit Otters'), text('남해 팔콘스', 'Namhae Falcons')],
      searchTerms: ['야구', 'baseball', '오터스', '팔콘스', '돔'],
      ageLimit: 0,
      posterUrl: posterUrl('ballpark'),
      grades: grades(
        ['T', '테이블석', 'Table', 52_000],
        ['B', '블루석', 'Blue', 28_000],
        ['R', '레드석', 'Red', 20_000],
        ['N', '네이비석', 'Navy', 14_000],
      ),
    },
    house: 'dome',
    dates: [
      { afterDays: 12, weekday: 5, time: '18:30' },
      { afterDays: 13, weekday: 6, time: '17:00' },
      { afterDays: 14, weekday: 0, time: '14:00' },
    ],
    sale: { opens: atTwo(-3), waitingRoom: false, limitPerPerson: 10 },
  },
]
