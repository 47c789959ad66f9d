import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { createBank } from '../bank.ts'
import { clientKey, secretKey, shopAt, startShop, webhookReceiver } from './shop.ts'

async function bookFile(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'bank-'))
  t.after(() => rm(directory, { recursive: true }))
  return join(directory, 'books.jsonl')
}

async function startProcess(t: TestContext, environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: { BANK_PORT: '0', BANK_SECRET_KEY: secretKey, BANK_CLIENT_KEY: clientKey, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => end(child, 'SIGKILL'))
  for await (const line of createInterface(child.stdout!)) {
    const [, url] = /^Sandbox bank: (\S+)$/.exec(line) ?? []
    if (url) return { child, url }
  }
  const errors: Buffer[] = await child.stderr!.toArray()
  return { child, sentence: Buffer.concat(errors).toString().trim() }
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}

test('a bank killed at any moment has its payments, cancels and idempotent answers back after a restart', async (t) => {
  const environment = { BANK_DATA_FILE: await bookFile(t) }
  const first = await startProcess(t, environment)
  const shop = shopAt(first.url!)
  const paid = await shop.pay('approves')
  await shop.confirm(paid, { 'idempotency-key': 'confirm' })
  const cancelled = await shop.cancel(paid.paymentKey, { cancelAmount: 5_000 }, { 'idempotency-key': 'cancel' })
  const waiting = await shop.pay('approves')
  const books = await shop.books()

  // Captured, but the answer dies with the bank.
  await shop.script({ on: 'confirm', fault: 'no-answer' })
  const lost = shop.confirm(waiting, { 'idempotency-key': 'lost' }).catch(() => 'no answer')
  await until(async () => (await shop.books()).capturedWon === 30_000)
  await end(first.child, 'SIGKILL')
  assert.equal(await lost, 'no answer')

  const second = await startProcess(t, environment)
  const again = shopAt(second.url!)
  const after = await again.books()
  assert.deepEqual([after.capturedWon, after.cancelledWon], [30_000, 5_000])
  assert.deepEqual(after.payments[0], books.payments[0])
  assert.deepEqual((await again.cancel(paid.paymentKey, {}, { 'idempotency-key': 'cancel' })).body, cancelled.body)
  const found = await again.confirm(waiting, { 'idempotency-key': 'lost' })
  assert.deepEqual([found.status, found.body.status], [200, 'DONE'])
  await end(second.child, 'SIGTERM')
  assert.equal(second.child.exitCode, 0)
})

test('a webhook that was not delivered before a restart is delivered after it', async (t) => {
  const dataFile = await bookFile(t)
  const before = await startShop(t, { dataFile, webhookUrl: 'http://127.0.0.1:9/closed' })
  const { paymentKey } = (await before.confirm(await before.pay('approves'))).body
  await before.bank.close()
  const receiver = await webhookReceiver(t)
  await startShop(t, { dataFile, webhookUrl: receiver.url, webhookMinuteMs: 1 })
  const [webhook] = await receiver.first(1)
  assert.equal(webhook?.body.data.paymentKey, paymentKey)
})

test('a line that a crash cut off is left out, and the books go on after it', async (t) => {
  const dataFile = await bookFile(t)
  const before = await startShop(t, { dataFile })
  await before.confirm(await before.pay('approves'))
  await before.bank.close()
  await appendFile(dataFile, '{"payment":{"object":{"paymentKey":"ti')

  const after = await startShop(t, { dataFile })
  assert.equal((await after.books()).capturedWon, 15_000)
  await after.confirm(await after.pay('approves'))
  await after.bank.close()
  const last = await startShop(t, { dataFile })
  assert.equal((await last.books()).capturedWon, 30_000)
})

test('books that are spoilt in the middle stop the bank with the line and the way out', async (t) => {
  const dataFile = await bookFile(t)
  await writeFile(dataFile, '{"payment"\n{}\n')
  await assert.rejects(createBank({ secretKey, clientKey, dataFile }), /line 1 cannot be read\. Move the file away/)
  assert.equal(await readFile(dataFile, 'utf8'), '{"payment"\n{}\n')
})

test('a port that is taken or a missing key ends the process with one sentence', async (t) => {
  const { bank } = await startShop(t)
  const port = new URL(bank.url).port
  const taken = await startProcess(t, { BANK_PORT: port })
  assert.equal(taken.sentence, `Port ${port} is taken, so the sandbox bank cannot start. Set BANK_PORT to another one.`)
  const keyless = await startProcess(t, { BANK_SECRET_KEY: '' })
  assert.match(keyless.sentence ?? '', /^The bank needs BANK_SECRET_KEY/)
})
