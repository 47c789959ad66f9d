import { render } from 'preact'
import { App } from './app.tsx'
import { loadLanguage, preferredLocale } from './language/language.ts'
import { startRouting } from './routing/location.ts'
import { restoreSession } from './session/session.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/surfaces.css'
import './styles/shell.css'

void restoreSession()
await loadLanguage(preferredLocale())
startRouting()
render(<App />, document.getElementById('app')!)
