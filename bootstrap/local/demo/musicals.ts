import { atTwo, type ShowDate } from './calendar.ts'
import { posterUrl } from './poster.ts'
import { grades, type Show, text } from './show.ts'

/** A week of a theatre from a Wednesday on: evenings, and two shows on each day of the weekend. */
function weekFrom(afterDays: number): ShowDate[] {
  return [
    { afterDays, weekday: 3, time: '19:30' },
    { afterDays, weekday: 4, time: '19:30' },
    { afterDays, weekday: 5, time: '19:30' },
    { afterDays: afterDays + 3, weekday: 6, time: '14:00' },
    { afterDays: afterDays + 3, weekday: 6, time: '19:00' },
    { afterDays: afterDays + 4, weekday: 0, time: '15:00' },
  ]
}

const prices = grades(
  ['VIP', 'VIP석', 'VIP', 170_000],
  ['R', 'R석', 'R', 140_000],
  ['S', 'S석', 'S', 110_000],
  ['A', 'A석', 'A', 80_000],
)

export const musicals: Show[] = [
  {
    content: {
      title: text('뮤지컬 〈백야의 지도〉', 'A Map of the White Night'),
      description: text(
        `1912년 여름, 해가 지지 않는 땅을 그리러 떠난 측량대에서 단 한 장의 지도가 돌아옵니다. 지도의 빈자리를 채우려는 딸과, 그 자리를 끝내 비워 두려는 동료의 이야기.

무대를 둘러싼 3,000개의 등이 백야의 하늘을 만들고, 14인조 오케스트라가 북쪽의 바람을 연주합니다.

안내
· 13세 이상 관람가, 165분(쉬는 시간 20분 포함).
· 공연이 시작되면 정해진 때에만 입장할 수 있습니다.`,
        `In the summer of 1912 a party of surveyors sets out to draw the land where the sun does not set, and a single map comes back. A daughter wants to fill its blank part; a companion wants it to stay blank.

Three thousand lamps make the sky of the white night, and an orchestra of fourteen plays the wind of the north.

Please note
· Ages 13 and up; 165 minutes with an interval of 20.
· After the beginning you are let in at set moments only.`,
      ),
      category: 'musical',
      artists: [text('정이루', 'Jeong Iru'), text('민서로', 'Min Seoro'), text('배하람', 'Bae Haram')],
      searchTerms: ['백야', 'white night', '창작뮤지컬', 'musical'],
      ageLimit: 13,
      posterUrl: posterUrl('white-night'),
      grades: prices,
    },
    house: 'mir',
    dates: weekFrom(21),
    sale: { opens: atTwo(-12), waitingRoom: false, limitPerPerson: 8 },
  },
  {
    content: {
      title: text('뮤지컬 〈경성의 시계공〉', 'The Clockmaker of Gyeongseong'),
      description: text(
        `1936년 경성, 종로 뒷골목의 시계방. 고장 난 회중시계 하나가 들어온 밤부터 시계공의 하루는 늘 같은 시각에 멈춥니다.

스윙과 국악 장단이 만나는 음악, 무대 한가운데에서 실제로 움직이는 지름 6미터의 시계 장치. 이 시즌에 처음 선보이는 창작 뮤지컬입니다.

안내
· 14세 이상 관람가, 150분(쉬는 시간 15분 포함).
· 첫 예매는 대기실을 거쳐 순서대로 진행합니다.`,
        `Gyeongseong, 1936: a watch shop in a back street of Jongno. From the night on which a broken pocket watch is brought in, the clockmaker’s days all stop at the same hour.

Swing meets the rhythms of Korean music around a clockwork six metres wide that really runs. A new musical, first shown this season.

Please note
· Ages 14 and up; 150 minutes with an interval of 15.
· The first sale goes through the waiting room, in order.`,
      ),
      category: 'musical',
      artists: [text('남이든', 'Nam Ideun'), text('허수안', 'Heo Suan'), text('주가온', 'Ju Gaon')],
      searchTerms: ['시계공', 'clockmaker', '경성', 'kyungsung', '창작뮤지컬', 'musical'],
      ageLimit: 14,
      posterUrl: posterUrl('clock'),
      grades: prices,
    },
    house: 'mir',
    dates: weekFrom(63),
    sale: { opens: atTwo(1), waitingRoom: true, limitPerPerson: 4 },
  },
  {
    content: {
      title: text('가족 뮤지컬 〈숲속 우체국〉', 'The Forest Post Office'),
      description: text(
        `편지가 오지 않는 숲에 우체국이 문을 열었습니다. 첫 번째 손님은 글을 쓸 줄 모르는 너구리, 받는 이는 이사 간 친구입니다.

아이들이 객석에서 직접 쓴 엽서가 무대 위로 날아가는 70분. 공연이 끝나면 로비의 우체통에서 답장을 받을 수 있습니다.

안내
· 36개월 이상 관람할 수 있고, 어린이도 한 자리씩 예매해야 합니다.`,
        `A post office opens in a forest where no letters ever come. Its first customer is a raccoon who cannot write, and the letter is for a friend who moved away.

In these 70 minutes postcards that the children write in their seats fly to the stage; after the show the letter box in the lobby has answers.

Please note
· From 36 months; every child needs a seat.`,
      ),
      category: 'musical',
      artists: [text('극단 나뭇잎배', 'Leaf Boat Theatre Company')],
      searchTerms: ['어린이 뮤지컬', '어린이날', 'family', 'kids', 'children'],
      ageLimit: 3,
      posterUrl: posterUrl('forest'),
      grades: grades(
        ['VIP', '앞자리', 'Front', 66_000],
        ['R', 'R석', 'R', 55_000],
        ['S', 'S석', 'S', 44_000],
        ['A', 'A석', 'A', 33_000],
      ),
    },
    house: 'mir',
    dates: [
      { afterDays: 45, weekday: 6, time: '11:00' },
      { afterDays: 45, weekday: 6, time: '14:00' },
      { afterDays: 46, weekday: 0, time: '11:00' },
    ],
    sale: { opens: atTwo(-2), waitingRoom: false, limitPerPerson: 8 },
  },
]
