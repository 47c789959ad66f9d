import { html } from '../bank/html.ts'

const words = {
  ko: {
    title: '테스트 구글 로그인',
    sandbox: '구글을 대신하는 테스트 페이지예요. 비밀번호는 묻지 않아요.',
    email: '이메일',
    name: '이름',
    unverified: '구글이 확인하지 않은 주소예요',
    go: '계속하기',
    leave: '로그인하지 않고 돌아가기',
  },
  en: {
    title: 'Test sign-in',
    sandbox: 'This page stands in for Google. It asks for no password.',
    email: 'E-mail',
    name: 'Name',
    unverified: 'Google has not verified this address',
    go: 'Continue',
    leave: 'Go back without signing in',
  },
} as const

const style = `
  body { margin: 0; background: #f1f3f4; color: #1f1f1f; font: 16px/1.5 system-ui, 'Noto Sans KR', sans-serif }
  main { max-width: 400px; margin: 8vh auto; padding: 32px; background: #fff; border-radius: 16px }
  h1 { margin: 0; font-size: 22px }
  label { display: block; margin-top: 16px }
  input:not([type=checkbox]) { box-sizing: border-box; width: 100%; min-height: 44px; padding: 8px 12px; font: inherit }
  button { width: 100%; min-height: 44px; margin-top: 16px; font: inherit; border-radius: 8px; border: 1px solid #74777f; background: #fff; color: inherit }
  button.primary { background: #0b57d0; border-color: #0b57d0; color: #fff }
`

/** Who signs in, and whether Google knows that the address is theirs. */
export function signInPage(language: 'ko' | 'en'): string {
  const w = words[language]
  return `<!doctype html>${
    html`<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${w.title}</title>
    <style>${style}</style>
  </head>
  <body>
    <main>
      <form method="post">
        <h1>${w.title}</h1>
        <p>${w.sandbox}</p>
        <label>${w.email}<input type="email" name="email" value="minji.kim@gmail.example" required autocomplete="off"></label>
        <label>${w.name}<input name="name" value="김민지" autocomplete="off"></label>
        <label><input type="checkbox" name="unverified"> ${w.unverified}</label>
        <button class="primary">${w.go}</button>
        <button name="leave" formnovalidate>${w.leave}</button>
      </form>
    </main>
  </body>
</html>`.text
  }`
}

/** Shown when a sign-in is over, or was begun in another browser. */
export function leftPage(): string {
  return `<!doctype html>${
    html`<html lang="en"><head><meta charset="utf-8"><title>Over</title></head>
    <body><p>This sign-in is over. Please begin again in the shop.</p></body></html>`.text
  }`
}
