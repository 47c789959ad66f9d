import { atTwo, inAMinute } from './calendar.ts'
import { posterUrl } from './poster.ts'
import { grades, type Show, text } from './show.ts'

export const concerts: Show[] = [
  {
    content: {
      title: text('VELUNE 월드투어 〈HALO〉 IN SEOUL', 'VELUNE World Tour HALO in Seoul'),
      description: text(
        `다섯 번째 미니 앨범 〈HALO〉로 돌아온 5인조 그룹 벨룬이 월드투어의 첫 무대를 서울에서 엽니다.

원형으로 펼쳐지는 조명 구조물과 라이브 밴드, 이번 공연만을 위해 다시 편곡한 데뷔곡까지 120분 동안 이어집니다. 공연 당일 현장에서 한정판 응원봉과 투어 굿즈를 판매합니다.

안내
· 8세 이상 관람할 수 있습니다.
· 티켓은 한 사람이 4매까지 예매할 수 있습니다.
· 예매가 시작되면 대기실에 들어온 순서대로 입장합니다.`,
        `Five-piece group VELUNE opens its world tour in Seoul, with the songs of its fifth mini album HALO.

A ring of light over the stage, a live band, and the debut single in an arrangement made for this night: 120 minutes in all. Light sticks and tour goods are sold at the hall on the day.

Please note
· Ages 8 and up.
· Up to 4 tickets a person.
· When the sale opens, people are let in from the waiting room in the order in which they came.`,
      ),
      category: 'concert',
      artists: [text('벨룬', 'VELUNE')],
      searchTerms: ['벨른', 'belune', 'velun', '헤일로', 'K-POP', '케이팝', '아이돌'],
      ageLimit: 8,
      posterUrl: posterUrl('halo'),
      grades: grades(
        ['VIP', 'VIP석', 'VIP', 198_000],
        ['R', 'R석', 'R', 165_000],
        ['S', 'S석', 'S', 143_000],
        ['A', 'A석', 'A', 110_000],
      ),
    },
    house: 'nuri',
    dates: [{ afterDays: 40, weekday: 6, time: '18:00' }],
    sale: { opens: inAMinute, waitingRoom: true, limitPerPerson: 4 },
  },
  {
    content: {
      title: text('도시광선 단독 공연 〈정전〉', 'City Rays: BLACKOUT'),
      description: text(
        `불이 꺼진 도시에서 가장 크게 울리는 소리. 4인조 록 밴드 도시광선이 세 번째 정규 앨범 〈정전〉의 전곡을 순서대로 연주합니다.

첫 곡부터 마지막 곡까지 조명 없이 시작해 한 층씩 빛을 더해 가는 연출로, 이틀 동안 서로 다른 앙코르를 준비했습니다.

안내
· 12세 이상 관람할 수 있습니다. 큰 소리와 강한 빛이 있습니다.
· 플로어는 스탠딩이고, 티켓에 적힌 입장 번호 순서로 들어갑니다.`,
        `What sounds loudest in a city without power? Rock quartet City Rays plays its third album BLACKOUT from the first song to the last.

The evening begins in the dark and adds light floor by floor. The encores differ on the two nights.

Please note
· Ages 12 and up. There are loud sounds and strong lights.
· The floor is standing; people are let in by the number on their ticket.`,
      ),
      category: 'concert',
      artists: [text('도시광선', 'City Rays')],
      searchTerms: ['시티레이즈', 'cityrays', '블랙아웃', 'rock', '록', '밴드'],
      ageLimit: 12,
      posterUrl: posterUrl('rays'),
      grades: grades(
        ['ST', '스탠딩', 'Standing', 143_000],
        ['R', 'R석', 'R', 132_000],
        ['S', 'S석', 'S', 110_000],
        ['A', 'A석', 'A', 88_000],
      ),
    },
    house: 'maru',
    dates: [
      { afterDays: 55, weekday: 6, time: '18:00' },
      { afterDays: 56, weekday: 0, time: '17:00' },
    ],
    sale: { opens: atTwo(-4), waitingRoom: false, limitPerPerson: 4 },
  },
  {
    content: {
      title: text('채은유 콘서트 〈늦은 편지〉', 'Chae Eunyu: Late Letters'),
      description: text(
        `오래 미뤄 둔 이야기를 꺼내듯, 싱어송라이터 채은유가 2년 만에 단독 공연을 엽니다.

현악 사중주와 피아노, 그리고 목소리만으로 채우는 90분. 관객이 미리 보내 준 편지 가운데 몇 통을 매회 무대에서 함께 읽습니다.

안내
· 8세 이상 관람할 수 있습니다.
· 공연 시작 후에는 곡과 곡 사이에만 입장할 수 있습니다.`,
        `Songwriter Chae Eunyu returns to the stage after two years, as one takes up a letter that has waited too long.

Ninety minutes of voice, piano and string quartet. On each evening she reads some of the letters that the audience has sent.

Please note
· Ages 8 and up.
· Latecomers are let in between songs.`,
      ),
      category: 'concert',
      artists: [text('채은유', 'Chae Eunyu')],
      searchTerms: ['chae eun yu', 'eunyu', '발라드', 'ballad', '인디'],
      ageLimit: 8,
      posterUrl: posterUrl('letter'),
      grades: grades(
        ['R', 'R석', 'R', 121_000],
        ['S', 'S석', 'S', 99_000],
        ['A', 'A석', 'A', 77_000],
        ['B', 'B석', 'B', 55_000],
      ),
    },
    house: 'saeon',
    dates: [
      { afterDays: 33, weekday: 5, time: '20:00' },
      { afterDays: 34, weekday: 6, time: '17:00' },
    ],
    sale: { opens: atTwo(-6), waitingRoom: false, limitPerPerson: 4 },
  },
  {
    content: {
      title: text('오후 네 시의 트리오', 'Four O’Clock Trio'),
      description: text(
        `해가 기우는 시간에 듣는 재즈. 피아노, 베이스, 드럼이 420석의 작은 홀에서 마이크 없이 연주합니다.

스탠더드와 자작곡을 반씩, 쉬는 시간에는 로비에서 커피를 나눕니다.

안내
· 초등학생부터 관람할 수 있습니다.`,
        `Jazz for the hour when the sun gets low. Piano, bass and drums play without amplification in a hall of 420 seats.

Half standards, half their own tunes; in the interval there is coffee in the lobby.

Please note
· From primary school age.`,
      ),
      category: 'concert',
      artists: [text('오후 네 시의 트리오', 'Four O’Clock Trio')],
      searchTerms: ['4시의 트리오', '네시의 트리오', '재즈', 'jazz', "four o'clock"],
      ageLimit: 7,
      posterUrl: posterUrl('trio'),
      grades: grades(['R', 'R석', 'R', 55_000], ['S', 'S석', 'S', 40_000]),
    },
    house: 'sodam',
    dates: [
      { afterDays: 18, weekday: 0, time: '16:00' },
      { afterDays: 25, weekday: 0, time: '16:00' },
    ],
    sale: { opens: atTwo(-9), waitingRoom: false, limitPerPerson: 6 },
  },
]
