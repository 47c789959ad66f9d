import type { PauseReason, SaleAction } from '@tiketi/contracts/queue'
import type { Locale } from '@tiketi/contracts/schema'
import { locale } from '../../language/language.ts'

type Acts = Record<SaleAction['action'], string>

interface OnSaleWords {
  title: string
  states: Record<'scheduled' | 'open' | 'paused' | 'all-held' | 'sold-out' | 'closed', string>
  reasons: Record<PauseReason, string>
  waiting: string
  called: string
  inside: string
  present: string
  abandoned: string
  rate: string
  rateMeans: (now: string, set: string) => string
  eased: (percent: number) => string
  seats: string
  seatsMeans: (held: string) => string
  lobby: string
  stale: string
  acts: Acts
  means: Acts
  rateLabel: string
  rateHint: (set: string) => string
  capLabel: string
  capHint: string
  wrongNumber: string
  save: string
  on: string
  off: string
  sure: (act: string) => string
  closeMeans: (waiting: string) => string
  revokeMeans: (inside: string) => string
  typeName: (name: string) => string
  log: string
  when: string
  who: string
  what: string
  nothingDone: string
  asSet: string
}

const texts: Record<Locale, OnSaleWords> = {
  en: {
    title: 'Waiting room',
    states: {
      scheduled: 'Not open yet',
      open: 'Letting people in',
      paused: 'Paused',
      'all-held': 'Every seat is held',
      'sold-out': 'Sold out',
      closed: 'Closed',
    },
    reasons: {
      operator: 'by you or a colleague',
      'draw-pending': 'the draw waits for its random number',
      'line-away': 'its memory does not answer',
      'line-restarted': 'it is being put in order after a loss',
      'seats-unknown': 'nobody can say how many seats are free',
    },
    waiting: 'Waiting',
    called: 'Called',
    inside: 'Choosing seats',
    present: 'Page open',
    abandoned: 'Left or missed their call',
    rate: 'Let in a second',
    rateMeans: (now, set) => `${now} measured, ${set} set`,
    eased: (percent) => `Eased off to ${percent} %: reservations are slow or fail`,
    seats: 'Seats free',
    seatsMeans: (held) => `${held} held`,
    lobby: 'In the lobby',
    stale: 'These figures are old: the connection is gone.',
    acts: {
      pause: 'Pause',
      resume: 'Go on',
      drain: 'Take nobody in any more',
      close: 'Close for good',
      'set-rate': 'Rate',
      'set-cap': 'Cap',
      'demand-work': 'Puzzles for bots',
      'revoke-passes': 'Take passes back',
    },
    means: {
      pause: 'Nobody is called. Places are kept, and whoever is inside goes on.',
      resume: 'People are called again, and may join again.',
      drain: 'Who waits is called; nobody new joins.',
      close: 'The line ends and cannot be opened again.',
      'set-rate': '',
      'set-cap': '',
      'demand-work': 'Whoever joins computes for a moment first. Honest people do not notice; a thousand tries cost.',
      'revoke-passes': 'For when passes leaked. Everybody inside is called again, first.',
    },
    rateLabel: 'People a second',
    rateHint: (set) => `Empty: ${set}, as the sale was set up`,
    capLabel: 'People called and inside, at most',
    capHint: 'Empty: as many as seats are free',
    wrongNumber: 'A whole number, please.',
    save: 'Set',
    on: 'on',
    off: 'off',
    sure: (act) => `${act}?`,
    closeMeans: (waiting) => `${waiting} people are waiting. They will be told that the sale is over.`,
    revokeMeans: (inside) =>
      `${inside} people are choosing seats. They are sent back and called again; held seats stay held.`,
    typeName: (name) => `Type "${name}" to go on`,
    log: 'What was done',
    when: 'When',
    who: 'Who',
    what: 'What',
    nothingDone: 'Nobody has changed anything yet.',
    asSet: 'as set up',
  },
  ko: {
    title: '대기실',
    states: {
      scheduled: '아직 열리지 않았어요',
      open: '입장하고 있어요',
      paused: '멈췄어요',
      'all-held': '모든 좌석을 잡고 있어요',
      'sold-out': '매진됐어요',
      closed: '끝났어요',
    },
    reasons: {
      operator: '운영자가 멈췄어요',
      'draw-pending': '추첨 난수를 기다려요',
      'line-away': '저장소가 응답하지 않아요',
      'line-restarted': '줄을 복구하고 있어요',
      'seats-unknown': '남은 좌석을 알 수 없어요',
    },
    waiting: '기다리는 사람',
    called: '부른 사람',
    inside: '좌석을 고르는 사람',
    present: '화면을 켜 둔 사람',
    abandoned: '나갔거나 차례를 놓친 사람',
    rate: '초당 입장',
    rateMeans: (now, set) => `실제 ${now}명, 설정 ${set}명`,
    eased: (percent) => `예약이 느리거나 실패해서 ${percent}%로 줄였어요`,
    seats: '남은 좌석',
    seatsMeans: (held) => `${held}석은 잡혀 있어요`,
    lobby: '로비에 있는 사람',
    stale: '연결이 끊겨서 지난 숫자예요.',
    acts: {
      pause: '멈추기',
      resume: '다시 시작하기',
      drain: '더 받지 않기',
      close: '완전히 닫기',
      'set-rate': '속도',
      'set-cap': '한도',
      'demand-work': '봇 막는 퍼즐',
      'revoke-passes': '입장권 거두기',
    },
    means: {
      pause: '아무도 부르지 않아요. 순서는 남고, 들어간 사람은 계속해요.',
      resume: '다시 부르고, 다시 줄을 설 수 있어요.',
      drain: '기다리는 사람은 부르고, 새로 받지 않아요.',
      close: '줄이 끝나고 다시 열 수 없어요.',
      'set-rate': '',
      'set-cap': '',
      'demand-work': '줄을 설 때 기기가 잠깐 계산해요. 한 사람은 못 느끼고, 천 번 하려면 비싸요.',
      'revoke-passes': '입장권이 샜을 때 써요. 들어간 사람 모두를 먼저 다시 불러요.',
    },
    rateLabel: '초당 사람 수',
    rateHint: (set) => `비우면 판매 설정대로 ${set}명`,
    capLabel: '부르거나 들어가 있는 사람의 한도',
    capHint: '비우면 남은 좌석만큼',
    wrongNumber: '정수를 적어 주세요.',
    save: '적용',
    on: '켬',
    off: '끔',
    sure: (act) => `${act}: 계속할까요?`,
    closeMeans: (waiting) => `${waiting}명이 기다리고 있어요. 예매가 끝났다고 알려요.`,
    revokeMeans: (inside) => `${inside}명이 좌석을 고르고 있어요. 대기실로 돌아가 다시 불려요. 잡은 좌석은 그대로예요.`,
    typeName: (name) => `계속하려면 "${name}" 입력`,
    log: '한 일',
    when: '시각',
    who: '누가',
    what: '무엇을',
    nothingDone: '아직 아무것도 바꾸지 않았어요.',
    asSet: '설정대로',
  },
}

/** Apart from the buyers' dictionaries, which need none of it. */
export const onSaleWords = () => texts[locale.value]
