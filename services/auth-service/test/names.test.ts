import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceName } from '../src/device.ts'
import { normaliseEmail } from '../src/email.ts'

test('devices have short names, also of the browsers that Korean phones open links in', () => {
  const names: [string | undefined, string][] = [
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/130.0 Mobile Safari/604',
      'Chrome on iPhone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 NAVER(inapp; search; 2000; 12.9)',
      'Naver on iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537',
      'Samsung Internet on Android',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox on Linux'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Whale/4.29 Safari/537.36', 'Whale on Windows'],
    ['curl/8.5.0', 'Unknown device'],
    [undefined, 'Unknown device'],
  ]
  for (const [userAgent, name] of names) assert.equal(deviceName(userAgent), name)
})

test('an e-mail address has one spelling', () => {
  assert.equal(normaliseEmail(' Kim.Minji@Example.COM '), 'kim.minji@example.com')
  assert.equal(normaliseEmail('ｋｉｍ@example.com'), 'kim@example.com')
  assert.throws(() => normaliseEmail('kim＠x@example.com'), { code: 'INVALID' })
})
