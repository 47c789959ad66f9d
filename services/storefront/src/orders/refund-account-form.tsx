import { BANKS, type RefundAccount } from '@tiketi/contracts/payment'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { words } from '../language/language.ts'
import { ask } from '../session/ask.ts'

/** Where the money of a deposit goes: the bank does not know who made it. */
export function RefundAccountForm({ orderId, onDone }: { orderId: string; onDone: () => void }) {
  const w = words.value.orders
  const [account, setAccount] = useState<RefundAccount>({ bankCode: '06', accountNumber: '', holderName: '' })
  const act = useAct()
  const path = `/api/payment/reservations/${orderId}/refund-account`

  async function keep() {
    if (await act.run(() => ask(path, { method: 'PUT', body: account }))) onDone()
  }
  return (
    <section class="stack">
      <h3>{w.refundAccount}</h3>
      <p class="quiet small">{w.refundAccountMeans}</p>
      <div class="field">
        <label for="refund-bank">{w.refundBank}</label>
        <select
          id="refund-bank"
          value={account.bankCode}
          onChange={({ currentTarget }) => setAccount({ ...account, bankCode: currentTarget.value })}
        >
          {Object.entries(BANKS)
            .toSorted(([, a], [, b]) => a.localeCompare(b, 'ko'))
            .map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
        </select>
      </div>
      <Field
        label={w.refundNumber}
        value={account.accountNumber}
        maxLength={20}
        onInput={(accountNumber) => setAccount({ ...account, accountNumber: accountNumber.replaceAll(/\D/g, '') })}
      />
      <Field
        label={w.refundHolder}
        value={account.holderName}
        maxLength={60}
        autocomplete="name"
        onInput={(holderName) => setAccount({ ...account, holderName })}
      />
      <ProblemNotice problem={act.problem} />
      <Button busy={act.busy} onClick={keep}>
        {w.refundAccountKeep}
      </Button>
    </section>
  )
}
