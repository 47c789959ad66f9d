import type { Deposit } from '@tiketi/contracts/payment'
import { State } from '../components/state.tsx'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import './checkout.css'

/** Where to pay, how much and until when. */
export function DepositView({ deposit, amountWon }: { deposit: Deposit; amountWon: number }) {
  const w = words.value.pay
  const until = formatWhen(deposit.until, { locale: locale.value, timeZone: 'Asia/Seoul' })
  return (
    <State mark="clock" title={w.deposit} text={w.depositMeans(formatWon(amountWon), until)}>
      <dl class="facts figures">
        <dt>{w.bank}</dt>
        <dd>{deposit.bank}</dd>
        <dt>{w.account}</dt>
        <dd>{deposit.accountNumber}</dd>
        <dt>{w.amount}</dt>
        <dd>{formatWon(amountWon)}</dd>
        <dt>{w.until}</dt>
        <dd>{until}</dd>
      </dl>
    </State>
  )
}
