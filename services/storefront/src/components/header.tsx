import { chooseLanguage, languages, locale, words } from '../language/language.ts'
import { here } from '../routing/location.ts'
import { logInPath } from '../session/return-path.ts'
import { user, userUnknown } from '../session/session.ts'
import { Button } from './button.tsx'
import { Wordmark } from './wordmark.tsx'

const WITHOUT_RETURN = ['/login', '/register', '/forgot', '/reset', '/verify']

export function Header() {
  const w = words.value.header
  const { path } = here.value
  const other = languages.find(({ code }) => code !== locale.value)
  const short = other?.code === 'ko' ? '한국어' : 'EN'
  const logIn = WITHOUT_RETURN.includes(path) ? '/login' : logInPath(path)
  return (
    <header class="header">
      <nav class="header-line" aria-label={w.label}>
        <a class="wordmark" href="/" aria-label={w.home}>
          <Wordmark />
        </a>
        {user.value ? (
          <>
            {user.value.roles.includes('organiser') ? (
              <Button kind="quiet" href="/console" current={path.startsWith('/console')}>
                {w.console}
              </Button>
            ) : null}
            <Button kind="quiet" href="/orders" current={path === '/orders'}>
              {w.orders}
            </Button>
            <Button kind="quiet" href="/account" current={path === '/account'}>
              {w.account}
            </Button>
          </>
        ) : userUnknown.value ? null : (
          <Button kind="quiet" href={logIn} current={path === '/login'}>
            {w.logIn}
          </Button>
        )}
        {other ? (
          <button
            type="button"
            class="button button-quiet language"
            lang={other.code}
            aria-label={`${short}: ${w.switchTo(other.name)}`}
            onClick={() => chooseLanguage(other.code)}
          >
            {short}
          </button>
        ) : null}
      </nav>
    </header>
  )
}
