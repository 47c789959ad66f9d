import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searchLetters } from '../src/search-letters.ts'
import { soundOf } from '../src/search-sound.ts'
import { stage } from './stage.ts'

test('Korean and Latin spellings, parts of words and half-typed syllables find an event, others do not', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const buyer = await someone('buyer')
  const { id: wanted } = await organiser.published({
    title: { ko: '윤슬 첫 단독 콘서트 〈물결의 끝〉', en: 'YUNSEUL 1st Solo Concert: Café del Mar' },
    artists: [
      { ko: '윤슬', en: 'Yunseul' },
      { ko: '강특별', en: 'The Guest' },
      { ko: '아이오', en: 'IO' },
    ],
    searchTerms: ['yoonseul', '윤슬이', 'K-POP'],
    venue: {
      name: { ko: '노들 아레나', en: 'Nodeul Arena' },
      address: { ko: '서울 용산구', en: 'Yongsan-gu, Seoul' },
      timeZone: 'Asia/Seoul',
    },
  })
  await organiser.published({
    title: { ko: '가을 소나타', en: 'Autumn Sonata' },
    artists: [{ ko: '강마루', en: 'Kang Maru' }],
  })
  const found = async (q: string): Promise<boolean> => {
    const { status, body } = await buyer.get(`/api/event/events?q=${encodeURIComponent(q)}`)
    assert.equal(status, 200, q)
    return body.events.some(({ id }: { id: string }) => id === wanted)
  }
  const finds = [
    ['윤슬', 'YUNSEUL', 'yunseul', 'yoonseul', 'ｙｕｎｓｅｕｌ', 'IO', 'io', '슬', 'kpop', 'k pop', 'K-Pop'],
    ['단독콘서트', '단독 콘서트', '콘서트 윤슬', '콘서ㅌ', '콘섵', '콘ㅅ', 'ㅇㅠㄴㅅㅡㄹ', '물결의끝', '〈물결'],
    ['cafe', 'CAFÉ', 'café', 'delmar', '1st', 'nodeul', '노들아레나', 'arena yunseul', '  윤슬  '],
  ].flat()
  // Spellings that nobody listed, and keys that were pressed on the other layout of the keyboard.
  finds.push(
    'yoonsul',
    'Younseul',
    'yunsool',
    'kangteukbyul',
    'dbstmf',

    'zhstjxm',
    'ㅛㅕㅜㄴㄷㅕㅣ',
    'ㅊㅁㄹㄷ',
  )
  for (const q of finds) assert.ok(await found(q), `${q} finds it`)
  // The last: found only if the end of one text and the beginning of the next were read as one.
  const misses = [
    '가을',
    'sonata',
    '윤슬 가을',
    '%',
    '_',
    '***',
    "' or 1=1 --",
    '서울 용산',
    'marnodeul',
    '윤슬yunseul',
    'yoon sonata',
    'eul sul x',
    'dbstmfx',
  ]
  for (const q of misses) assert.ok(!(await found(q)), `${q} does not find it`)
  assert.equal((await buyer.get('/api/event/events?q=%00')).status, 400, 'a character that nothing can hold')
})

test('a text is searched by what is typed for it', () => {
  const cases = [
    ['콘서트', 'ㅋㅗㄴㅅㅓㅌㅡ'],
    ['닭갈비', 'ㄷㅏㄹㄱㄱㅏㄹㅂㅣ'],
    ['과일 없음', 'ㄱㅗㅏㅇㅣㄹㅇㅓㅂㅅㅇㅡㅁ'],
    ['뮤지컬 ‘빛’', 'ㅁㅠㅈㅣㅋㅓㄹㅂㅣㅊ'],
    ['Ça va, Ångström №5!', 'cavaangstromno5'],
    ['２０２６', '2026'],
    ['👍 ~ !', ''],
  ]
  for (const [text, letters] of cases) assert.equal(searchLetters(text!), letters)
})

test('the ways in which one name is written in Latin letters sound alike, other names do not', () => {
  const names = [
    ['윤슬', 'Yunseul', 'yoonseul', 'Younsul'],
    ['김민준', 'Gim Minjun', 'Kim Min-joon'],
    ['서영', 'Seoyeong', 'Suh Young', 'Seo Yeong'],
    ['최정우', 'Choe Jeongu', 'Choi Jungwoo'],
  ]
  for (const spellings of names) assert.equal(new Set(spellings.map(soundOf)).size, 1, spellings.map(soundOf).join(' '))
  assert.equal(new Set(names.map(([name]) => soundOf(name!))).size, names.length)
})

test('a search reads the events to come, however many there ever were', async (t) => {
  const { admin, someone } = await stage(t)
  const { id } = await (await someone('organiser')).published()
  await admin.execute(`
    insert into event.event
    select gen_random_uuid(), organiser_id, version, status, title, description, category, artists, search_terms, venue,
      age_limit, poster_url, grades, now() - interval '9 days', now() - interval '9 days', now() - interval '99 days',
      now() - interval '9 days', lowest_price_won, search_text, created_at
    from event.event, generate_series(1, 5000) where id = '${id}'`)
  await admin.execute('vacuum analyze event.event')
  const plan = await admin.execute<{ 'QUERY PLAN': string }[]>(
    `explain select id from event.event
     where status = 'published' and last_starts_at > now() and search_text like '%ㅂㅕㄹ%' order by first_starts_at, id`,
  )
  assert.match(plan.map((line) => line['QUERY PLAN']).join('\n'), /Index Scan using event_to_come/)
})
