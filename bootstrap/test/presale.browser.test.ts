import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '@tiketi/contracts/event'
import { until } from '@tiketi/kit/testing'
import { violations } from './purchase/axe.ts'
import { browser, complaints } from './purchase/browser.ts'
import { account, putOnSale } from './purchase/shop.ts'
import { logInQuietly } from './purchase/visitor.ts'
import { wholeSystem } from './whole-system.ts'

test('an organiser lists members of a club; a member enters the presale, waits in its own line and holds seats', async (t) => {
  const system = await wholeSystem(t)
  const organiser = await account(system, 'club@example.com', 'organiser')
  const [member, stranger] = [await account(system, 'member@example.com'), await account(system, 'other@example.com')]
  const show = await putOnSale(system, { organiser, presaleBy: 'membership', opensInSeconds: 7_200 })
  const { eventId } = (await organiser.get(`/api/reservation/performances/${show.performanceId}/layout`)).body
  const { performances }: Event = (await organiser.get(`/api/event/events/${eventId}`)).body
  const presaleId = performances[0]!.onSale.presale!.id
  await until(async () => (await organiser.get(`/api/queue/on-sales/${presaleId}`)).status === 200, {
    timeoutMs: 20_000,
  })

  // The organiser pastes the club's list.
  const visit = await browser(t)
  const desk = await visit({ width: 1280 })
  await logInQuietly(desk, system, 'club@example.com')
  await desk.goto(`${system.url}/console/events/${eventId}`)
  await desk.getByText('0 numbers and codes for 0 people; 0 entered').waitFor()
  const list = desk.getByLabel('Membership numbers or codes')
  await list.fill('LUMEN 0001\nabc')
  await desk.getByRole('button', { name: 'Add to the list' }).click()
  await desk.getByText('Please correct line 2').waitFor()
  await list.fill('LUMEN 0001\nLUMEN 0002')
  await desk.getByRole('button', { name: 'Add to the list' }).click()
  await desk.getByText('2 numbers and codes for 2 people; 0 entered').waitFor()
  assert.deepEqual(await violations(desk), [])

  // A member proves to be one, in Korean, on a phone.
  const page = await visit({ locale: 'ko-KR' })
  const heard = complaints(page.context())
  await page.goto(`${system.url}/events/${eventId}`)
  await page.getByRole('link', { name: '로그인하고 선예매 인증하기' }).waitFor()
  await logInQuietly(page, system, 'member@example.com')
  await page.reload()
  await page.getByRole('heading', { name: '팬클럽 선예매' }).waitFor()
  await page.getByLabel('회원 번호').fill('LUMEN 0003')
  await page.getByRole('button', { name: '인증하기' }).click()
  await page.getByText('이 선예매에 없는 번호예요').waitFor()
  assert.deepEqual(await violations(page), [])
  await page.getByLabel('회원 번호').fill('lumen 0002')
  await page.getByRole('button', { name: '인증하기' }).click()
  await page.getByText('선예매 인증이 끝났어요').waitFor()
  assert.deepEqual(await violations(page), [])
  assert.deepEqual(heard, [`403 POST ${system.url}/api/reservation/events/${eventId}/presale`])

  // Waits in the presale's own line, and holds the best two.
  await page.getByRole('link', { name: '대기실 들어가기' }).click()
  await page.getByRole('button', { name: '좌석 고르러 가기' }).click({ timeout: 40_000 })
  await page.getByRole('button', { name: '이 자리로' }).click()
  await page.getByRole('button', { name: '이 좌석으로 결제하기' }).click()
  await until(() => page.url().includes('/checkout/'))
  assert.equal(heard.length, 1)

  // Who is in no list gets into no line and no seat.
  const line = await stranger.post(`/api/queue/on-sales/${presaleId}/entries`)
  assert.deepEqual([line.status, line.body.code], [403, 'PRESALE_CODE_NEEDED'])
  const hold = await stranger.post('/api/reservation/holds', { performanceId: show.performanceId, seats: [50] })
  assert.deepEqual([hold.status, hold.body.code], [403, 'PRESALE_CODE_NEEDED'])
  assert.deepEqual((await member.get(`/api/reservation/events/${eventId}/presale`)).body, { entered: true })
})
