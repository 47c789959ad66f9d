import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useTitle } from '../components/use-title.ts'
import { chooseLanguage, languages, locale, words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { logOut } from '../session/session.ts'
import { useBuyer } from '../session/use-buyer.ts'
import './account.css'
import { ProfileForm } from './profile-form.tsx'
import { SessionList } from './session-list.tsx'
import { YourData } from './your-data.tsx'

export default function AccountPage() {
  const w = words.value
  useTitle(w.account.title)
  const buyer = useBuyer()
  const act = useAct()
  if (!buyer) return null
  return (
    <div class="page page-reading stack stack-wide">
      <header class="stack">
        <h1>{w.account.title}</h1>
        <p class="quiet">{buyer.email}</p>
      </header>
      <ProfileForm />
      <section>
        <Button href="/account/points">{w.points.title}</Button>
      </section>
      <section class="stack stack-tight">
        <h2>{w.account.language}</h2>
        <fieldset class="chips" aria-label={w.account.language}>
          {languages.map(({ code, name }) => (
            <button
              key={code}
              type="button"
              class="chip"
              lang={code}
              aria-pressed={code === locale.value}
              onClick={() => chooseLanguage(code)}
            >
              {name}
            </button>
          ))}
        </fieldset>
      </section>
      <SessionList />
      <section class="stack">
        <ProblemNotice problem={act.problem} />
        <Button
          busy={act.busy}
          onClick={async () => {
            if (await act.run(logOut)) go('/')
          }}
        >
          {w.account.logOut}
        </Button>
      </section>
      <YourData email={buyer.email} />
    </div>
  )
}
