import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bounded } from '../src/bounded.ts'
import { checkPassword, hashPassword, isOutdated } from '../src/password.ts'

test('a password is stored as a PHC string of argon2id at OWASP’s cost, with a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword('비밀번호입니다12'), hashPassword('비밀번호입니다12')])
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(one, two)
  assert.equal(await checkPassword('비밀번호입니다12', one), true)
  assert.equal(await checkPassword('비밀번호입니다13', one), false)
  assert.equal(isOutdated(one), false)
})

test('a password typed on a keyboard that composes letters otherwise is the same password', async () => {
  const hash = await hashPassword('비밀번호입니다'.normalize('NFC'))
  assert.equal(await checkPassword('비밀번호입니다'.normalize('NFD'), hash), true)
})

test('a hash of the reference implementation opens', async () => {
  // From the argon2 command of phc-winner-argon2: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1.
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  assert.equal(await checkPassword('password', reference), true)
  assert.equal(isOutdated(reference), true)
})

test('without a stored hash no password is right', async () => {
  assert.equal(await checkPassword('anything at all', undefined), false)
})

test('bounded work: so many run, so many wait in order, the next is refused; failures free their place', async () => {
  const run = bounded(2, 2, () => {
    throw new Error('full')
  })
  const done: number[] = []
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const jobs = gates.map(({ promise }, at) => run(() => promise.then(() => done.push(at))))
  await assert.rejects(
    run(async () => {}),
    /full/,
  )
  gates[3]!.resolve()
  gates[2]!.resolve()
  gates[0]!.reject(new Error('failed'))
  await assert.rejects(jobs[0]!, /failed/)
  await jobs[3]
  assert.deepEqual(done, [2, 3])
  gates[1]!.resolve()
  await jobs[1]
  assert.equal(await run(async () => 'free again'), 'free again')
})
