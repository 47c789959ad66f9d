import type { ResetContact } from '@tiketi/contracts/auth'
import type { Composed } from './layout.ts'

export function resetMail({ locale, name }: ResetContact, url: string): Composed {
  return locale === 'ko'
    ? {
        subject: '비밀번호를 다시 정해 주세요',
        greeting: `${name}님, 안녕하세요.`,
        paragraphs: [
          '아래 버튼에서 새 비밀번호를 정할 수 있어요. 링크는 30분 동안 한 번 쓸 수 있고, 바꾸면 모든 기기에서 로그아웃돼요.',
        ],
        button: { label: '새 비밀번호 정하기', url },
        closing: '요청한 적이 없다면 이 메일을 지우세요. 비밀번호는 그대로예요.',
      }
    : {
        subject: 'Set a new password',
        greeting: `Hello ${name}.`,
        paragraphs: [
          'The button below lets you set a new password. The link works once, within 30 minutes, and signs you out everywhere.',
        ],
        button: { label: 'Set a new password', url },
        closing: 'If you did not ask for this, delete this mail. Your password is unchanged.',
      }
}
