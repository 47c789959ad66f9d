import type { Contact } from '@tiketi/contracts/auth'
import type { Composed } from './layout.ts'

export function registerRepeatedMail({ locale, name }: Contact, publicUrl: string): Composed {
  const url = `${publicUrl}/login`
  return locale === 'ko'
    ? {
        subject: '이미 가입된 주소예요',
        greeting: `${name}님, 안녕하세요.`,
        paragraphs: [
          '방금 누군가 이 주소로 새로 가입하려고 했어요. 이미 계정이 있으니 로그인하면 돼요. 비밀번호가 기억나지 않으면 로그인 화면에서 다시 정할 수 있어요.',
        ],
        button: { label: '로그인하기', url },
        closing: '직접 한 일이 아니라면 그냥 두세요. 계정은 그대로예요.',
      }
    : {
        subject: 'You already have an account',
        greeting: `Hello ${name}.`,
        paragraphs: [
          'Somebody just asked for a new account with this address. You have one, so simply sign in. If the password has slipped your mind, the sign-in page lets you set a new one.',
        ],
        button: { label: 'Sign in', url },
        closing: 'If it was not you, leave it be. Your account is unchanged.',
      }
}
