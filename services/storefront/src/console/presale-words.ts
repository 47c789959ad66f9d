import { locale } from '../language/language.ts'

const ko = {
  with: '선예매를 먼저 열게요',
  opensAt: '선예매 시작',
  closesAt: '선예매 끝',
  by: '선예매 대상',
  bys: { membership: '팬클럽 회원 (회원 번호)', code: '코드를 받은 사람' },
  codes: {
    title: '선예매 명단과 코드',
    means: '한 줄에 하나씩 적어 주세요. 쉼표 뒤에 몇 명까지 쓸 수 있는지 적고, 없으면 한 명이에요.',
    list: '회원 번호나 코드',
    fault: (line: number) => `${line}째 줄을 고쳐 주세요. 4–60자에, 쉼표 뒤는 1 이상의 숫자예요.`,
    add: '명단에 더하기',
    count: (codes: string, people: string, entered: string) =>
      `번호와 코드 ${codes}개로 ${people}명 중 ${entered}명 인증`,
  },
}

type PresaleWords = typeof ko

const en: PresaleWords = {
  with: 'With a presale before',
  opensAt: 'Presale opens',
  closesAt: 'Presale closes',
  by: 'Who is let in',
  bys: { membership: 'Members of a fan club (by number)', code: 'Whoever has a code' },
  codes: {
    title: 'Members and codes of the presale',
    means: 'One a line. After a comma, how many people it lets in; one if you say nothing.',
    list: 'Membership numbers or codes',
    fault: (line) => `Please correct line ${line}: 4–60 characters, and after the comma a number from 1.`,
    add: 'Add to the list',
    count: (codes, people, entered) => `${codes} numbers and codes for ${people} people; ${entered} entered`,
  },
}

export const presaleWords = () => (locale.value === 'ko' ? ko : en)
