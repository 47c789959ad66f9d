import type { AccountExport, Profile } from '@tiketi/contracts/auth'
import type { OrderPage } from '@tiketi/contracts/reservation'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { ask } from '../session/ask.ts'
import { deleteAccount } from '../session/session.ts'

/** All that is known of the buyer, to take along, and the end of it. */
export function YourData({ email }: { email: string }) {
  const w = words.value.account
  const act = useAct()
  const [profile, setProfile] = useState<Profile | null>(null)
  return (
    <section class="stack">
      <h2>{w.yourData}</h2>
      <p class="quiet small">{w.exportText}</p>
      <ProblemNotice problem={act.problem} />
      <div class="row-acts">
        <Button busy={act.busy} onClick={() => act.run(download)}>
          {w.export}
        </Button>
        <Button
          kind="quiet"
          expanded={profile !== null}
          onClick={() => act.run(async () => setProfile(profile ? null : await ask<Profile>('/api/auth/profile')))}
        >
          {w.deletion}
        </Button>
      </div>
      {profile ? <Deletion email={email} hasPassword={profile.hasPassword} /> : null}
    </section>
  )
}

function Deletion({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const w = words.value.account
  const act = useAct()
  const [mark, setMark] = useState('')
  const [fault, setFault] = useState<string>()
  async function remove() {
    const wrong = hasPassword
      ? mark
        ? undefined
        : w.passwordMissing
      : mark.trim() === email
        ? undefined
        : w.deletionMarkFault
    setFault(wrong)
    if (wrong) return
    const body = hasPassword ? { password: mark } : {}
    const gone = await act.run(() => deleteAccount(() => ask('/api/auth/account/delete', { method: 'POST', body })))
    if (gone) go('/account/deleted', { replace: true })
  }
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        remove()
      }}
    >
      <p>{w.deletionText}</p>
      {hasPassword ? (
        <PasswordField
          label={w.deletionPassword}
          autocomplete="current-password"
          value={mark}
          onInput={setMark}
          fault={fault}
        />
      ) : (
        <Field label={w.deletionMark(email)} autocomplete="off" value={mark} onInput={setMark} fault={fault} />
      )}
      <ProblemNotice problem={act.problem} />
      <Button submit busy={act.busy}>
        {w.delete}
      </Button>
    </form>
  )
}

async function download() {
  const account = await ask<AccountExport>('/api/auth/export')
  const orders: OrderPage['orders'] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''
    const page: OrderPage = await ask<OrderPage>(`/api/reservation/orders${query}`)
    orders.push(...page.orders)
    cursor = page.next
  }
  const file = new Blob([JSON.stringify({ account, orders }, null, 2)], { type: 'application/json' })
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: 'tiketi.json' })
  link.click()
  URL.revokeObjectURL(link.href)
}
