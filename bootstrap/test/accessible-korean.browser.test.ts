import test from 'node:test'
import { lookAtEveryPage } from './purchase/every-page.ts'

test('axe finds nothing to complain of on any page in Korean, on a phone, in the dark', (t) =>
  lookAtEveryPage(t, { locale: 'ko-KR', width: 390, colorScheme: 'dark' }))
