import type { Contact } from '@tiketi/contracts/auth'
import type { Composed } from './layout.ts'

export function verifyMail({ locale, name }: Contact, url: string): Composed {
  return locale === 'ko'
    ? {
        subject: '메일 주소를 확인해 주세요',
        greeting: `${name}님, 반가워요.`,
        paragraphs: ['아래 버튼을 누르면 가입이 끝나고 바로 로그인돼요. 링크는 24시간 동안 한 번 쓸 수 있어요.'],
        button: { label: '메일 주소 확인하기', url },
        closing: '가입한 적이 없다면 버튼을 누르지 말고 이 메일을 지워 주세요. 아무 일도 일어나지 않아요.',
      }
    : {
        subject: 'Please confirm your address',
        greeting: `Welcome, ${name}.`,
        paragraphs: ['The button below completes your account and signs you in. The link works once, within 24 hours.'],
        button: { label: 'Confirm my address', url },
        closing: 'If you did not ask for an account, leave the button alone and delete this mail. Nothing will happen.',
      }
}
