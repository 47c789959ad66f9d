import type { Profile } from '@tiketi/contracts/auth'
import { useEffect, useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Notice } from '../components/notice.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { formatWhen } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { ask } from '../session/ask.ts'
import { renew } from '../session/session.ts'

/** Name, ways to log in, and whether news are welcome; the language of mails follows the page's. */
export function ProfileForm() {
  const w = words.value.account
  const loaded = useLoaded('profile', (signal) => ask<Profile>('/api/auth/profile', { signal }))
  const [changed, setChanged] = useState<Profile | null>(null)
  const [name, setName] = useState<string | null>(null)
  const [fault, setFault] = useState<string>()
  const [saved, setSaved] = useState(false)
  const act = useAct()
  const profile = changed ?? loaded.value
  const when = { locale: locale.value, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }

  async function put(path: string, body: object): Promise<boolean> {
    setSaved(false)
    return act.run(async () => setChanged(await ask<Profile>(path, { method: 'PUT', body })))
  }
  // Whoever reads another language here wants their mails in it too.
  const mails = profile?.locale
  useEffect(() => {
    if (profile && mails !== locale.value) put('/api/auth/profile', { name: profile.name, locale: locale.value })
  }, [mails, locale.value])

  async function save() {
    const wanted = (name ?? profile?.name ?? '').trim()
    setFault(wanted ? undefined : w.nameFault)
    if (!wanted || !(await put('/api/auth/profile', { name: wanted, locale: locale.value }))) return
    setSaved(true)
    // The header and the other tabs learn the new name.
    renew().catch(() => undefined)
  }
  if (!profile)
    return loaded.problem ? <ProblemNotice problem={loaded.problem} /> : <div class="skeleton account-skeleton" />
  const { marketing, hasPassword, google } = profile
  return (
    <section class="stack" aria-label={w.profile}>
      <form
        class="stack stack-tight"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <Field
          label={w.name}
          autocomplete="name"
          maxLength={80}
          value={name ?? profile.name}
          onInput={setName}
          fault={fault}
        />
        <Button submit busy={act.busy}>
          {w.save}
        </Button>
        {saved ? <Notice kind="good">{w.saved}</Notice> : null}
      </form>
      <dl class="facts">
        <dt>{w.waysIn}</dt>
        <dd>{[hasPassword && w.byPassword, google && w.byGoogle].filter(Boolean).join(', ')}</dd>
      </dl>
      <div class="stack stack-tight">
        <label class="check">
          <input
            type="checkbox"
            checked={marketing.given}
            onChange={({ currentTarget }) => put('/api/auth/consents/marketing', { given: currentTarget.checked })}
          />
          {w.marketing}
        </label>
        <p class="quiet small">
          {w.marketingText} {marketing.at ? w.marketingSince(marketing.given, formatWhen(marketing.at, when)) : null}
        </p>
      </div>
      <ProblemNotice problem={act.problem} />
    </section>
  )
}
