import { type AccountName, accountNames, providerNamed, testAccount } from './accounts.ts'
import { cardNames, testCard } from './cards.ts'
import type { Language } from './errors.ts'
import { type Html, html } from './html.ts'
import type { Payment, Way } from './payment.ts'

const words = {
  ko: {
    title: '테스트 결제',
    sandbox: '테스트 은행이에요. 실제로 돈이 오가지 않아요.',
    other: 'English',
    order: '주문',
    amount: '결제 금액',
    choose: '카드를 골라 주세요',
    chooseAccount: '계좌를 골라 주세요',
    chooseBank: '입금할 은행을 골라 주세요',
    issue: '계좌 받기',
    pay: (won: string) => `${won} 결제하기`,
    paying: '결제하는 중이에요…',
    leave: '결제하지 않고 돌아가기',
    until: (time: Html) => html`${time}까지 결제해 주세요. 그때까지는 아무것도 결제되지 않아요.`,
    back: '상점으로 돌아가기',
    authenticated: ['카드를 확인했어요', '이제 상점에서 결제를 마무리해요. 아직 아무것도 결제되지 않았어요.'],
    done: ['이미 끝난 결제예요', '상점에서 주문을 확인해 주세요.'],
    declined: ['승인되지 않은 결제예요', '아무것도 결제되지 않았어요. 상점에서 다시 시도해 주세요.'],
    expired: ['결제 시간이 지났어요', '아무것도 결제되지 않았어요. 상점에서 다시 시작해 주세요.'],
    missing: ['없는 결제예요', '주소가 잘렸을 수 있어요. 상점에서 다시 시작해 주세요.'],
  },
  en: {
    title: 'Test payment',
    sandbox: 'This is a test bank. No money moves.',
    other: '한국어',
    order: 'Order',
    amount: 'Amount',
    choose: 'Choose a card',
    chooseAccount: 'Choose an account',
    chooseBank: 'Choose the bank to pay into',
    issue: 'Get an account number',
    pay: (won: string) => `Pay ${won}`,
    paying: 'Paying…',
    leave: 'Go back without paying',
    until: (time: Html) => html`Please pay by ${time}. Nothing is charged before.`,
    back: 'Back to the shop',
    authenticated: ['Your card is confirmed', 'The shop now completes the payment. Nothing has been charged yet.'],
    done: ['This payment is complete', 'Please see your order in the shop.'],
    declined: ['This payment was not approved', 'Nothing was charged. Please try again in the shop.'],
    expired: ['The time to pay is over', 'Nothing was charged. Please start again in the shop.'],
    missing: ['There is no such payment', 'Its address may be cut off. Please start again in the shop.'],
  },
} as const

interface PayPage {
  payment: Payment
  shopName: string
  language: Language
  successUrl: string
}

/** The bank's page for one payment: the choice of a card while it is READY, else what became of it. */
export function payPage(page: PayPage): Html {
  const { payment, shopName, language } = page
  const won = `₩${payment.object.totalAmount.toLocaleString('en-US')}`
  const text = words[language]
  return document(
    language,
    html`<section class="stub" aria-labelledby="shop">
        <h1 id="shop">${shopName}</h1>
        <dl>
          <div><dt>${text.order}</dt><dd>${payment.object.orderName}</dd></div>
          <div class="total"><dt>${text.amount}</dt><dd>${won}</dd></div>
        </dl>
      </section>
      ${payment.status === 'READY' ? choice(payment, won, language) : outcome(page)}`,
  )
}

export function noPaymentPage(language: Language): Html {
  const [title, advice] = words[language].missing
  return document(language, html`<section class="outcome"><h1>${title}</h1><p>${advice}</p></section>`)
}

function choice(payment: Payment, won: string, language: Language): Html {
  const text = words[language]
  const address = `/pay/${payment.object.paymentKey}`
  const { way } = payment
  const provider = payment.record.asked?.provider
  const options =
    way === 'CARD'
      ? cardNames.map((name, index) => cardOption(name, index === 0, language))
      : accountNames.map((name, index) => accountOption(name, { checked: index === 0, way, language }))
  const legend = way === 'CARD' ? text.choose : way === 'VIRTUAL_ACCOUNT' ? text.chooseBank : text.chooseAccount
  return html`<form method="post" action="${address}/authenticate?lang=${language}" data-paying="${text.paying}">
      <fieldset>
        <legend>${provider ? `${providerNamed(provider)[language]} · ` : ''}${legend}</legend>
        ${options}
      </fieldset>
      <button class="primary">${way === 'VIRTUAL_ACCOUNT' ? text.issue : text.pay(won)}</button>
    </form>
    <form method="post" action="${address}/leave?lang=${language}">
      <button class="quiet">${text.leave}</button>
    </form>
    <p class="note">${text.until(clock(payment.expiresMs, language))}</p>`
}

function cardOption(name: (typeof cardNames)[number], checked: boolean, language: Language): Html {
  const card = testCard(name)
  return html`<label class="card">
    <input type="radio" name="card" value="${name}" ${checked && 'checked'}>
    <span class="face" data-issuer="${card.issuerCode}" aria-hidden="true"></span>
    <span class="what">
      <strong>${card.issuer[language]} <span class="digits">${card.number.slice(0, 4)} ····</span></strong>
      <span>${card.effect[language]}</span>
    </span>
  </label>`
}

interface AccountOption {
  checked: boolean
  way: Way
  language: Language
}

function accountOption(name: AccountName, { checked, way, language }: AccountOption): Html {
  const { bank, bankCode, effect } = testAccount(name)
  return html`<label class="card">
    <input type="radio" name="account" value="${name}" ${checked && 'checked'}>
    <span class="face" data-issuer="bank-${bankCode}" aria-hidden="true"></span>
    <span class="what">
      <strong>${bank[language]}</strong>
      ${way !== 'VIRTUAL_ACCOUNT' && html`<span>${effect[language]}</span>`}
    </span>
  </label>`
}

function outcome({ payment, language, successUrl }: PayPage): Html {
  const text = words[language]
  const { status } = payment
  const kind =
    status === 'IN_PROGRESS'
      ? 'authenticated'
      : status === 'EXPIRED'
        ? 'expired'
        : status === 'ABORTED'
          ? 'declined'
          : 'done'
  const [title, advice] = text[kind]
  const back =
    kind === 'authenticated'
      ? html`<a class="primary" href="${successUrl}">${text.back}</a>`
      : kind !== 'done' &&
        html`<form method="post" action="/pay/${payment.object.paymentKey}/leave?lang=${language}">
          <button class="primary">${text.back}</button>
        </form>`
  return html`<section class="outcome"><h2>${title}</h2><p>${advice}</p>${back}</section>`
}

function clock(ms: number, language: Language): Html {
  const at = new Date(ms)
  const format = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: 'Asia/Seoul',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return html`<time datetime="${at.toISOString()}">${format.format(at)} (KST)</time>`
}

function document(language: Language, content: Html): Html {
  const text = words[language]
  const other = language === 'ko' ? 'en' : 'ko'
  return html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${text.title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/pay.css">
    <script src="/pay.js" defer></script>
  </head>
  <body>
    <header>
      <p>${text.sandbox}</p>
      <a href="?lang=${other}" lang="${other}" hreflang="${other}">${text.other}</a>
    </header>
    <main>${content}</main>
  </body>
</html>`
}
