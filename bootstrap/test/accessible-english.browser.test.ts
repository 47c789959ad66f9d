import test from 'node:test'
import { lookAtEveryPage } from './purchase/every-page.ts'

test('axe finds nothing to complain of on any page in English, on a desk, in the light', (t) =>
  lookAtEveryPage(t, { locale: 'en-US', width: 1280, colorScheme: 'light' }))
