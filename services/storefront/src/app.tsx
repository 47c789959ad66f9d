import { ErrorBoundary } from './components/error-boundary.tsx'
import { Header } from './components/header.tsx'
import { OfflineBanner } from './components/offline-banner.tsx'
import { words } from './language/language.ts'
import { PageOutlet } from './routing/page-outlet.tsx'

export function App() {
  const w = words.value
  return (
    <>
      <a class="skip-link" href="#main">
        {w.skip}
      </a>
      <Header />
      <OfflineBanner />
      <ErrorBoundary>
        <PageOutlet />
      </ErrorBoundary>
      <footer class="footer">
        <div class="footer-line">
          <span>{w.footer.promise}</span>
          <span>{w.footer.times}</span>
        </div>
      </footer>
    </>
  )
}
