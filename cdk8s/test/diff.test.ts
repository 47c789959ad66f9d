import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringify } from 'yaml'
import type { ServiceDeclaration } from '../charts/declaration.ts'
import { declarations } from '../charts/index.ts'
import { inWords } from '../diff/words.ts'
import type { Environment } from '../environments/environment.ts'
import { environments } from '../environments/index.ts'
import type { Files } from '../rendered.ts'
import { synthesise } from '../synth.ts'

const { production, staging } = environments

function files(changed: Partial<ServiceDeclaration> = {}, of: Environment[] = [production]): Files {
  const services = declarations.map((one) => (one.name === 'queue' ? { ...one, ...changed } : one))
  return new Map(
    of.flatMap((environment) =>
      [...synthesise(environment, services)].flatMap(([folder, objects]) =>
        objects.map((object): [string, string] => [
          `${environment.name}/${folder}/${object.kind}.${object.metadata.name}.yaml`,
          stringify(object),
        ]),
      ),
    ),
  )
}

test('the same is nothing', () => {
  assert.deepEqual(inWords(files(), files()), [])
})

test('more replicas are told once for all environments where they are so', () => {
  const [before, after] = [{}, { replicas: { min: 4, max: 18 } }].map((change) => files(change, [staging, production]))
  assert.deepEqual(inWords(before!, after!), [
    'platform: Deployment headroom, spec.replicas 3 -> 4 (production, staging)',
    'queue: expected buyers a replica 2500 -> 2778 (production)',
    'queue: expected buyers a replica 8334 -> 6250 (staging)',
    'queue: maximum replicas 20 -> 18 (production)',
    'queue: maximum replicas 6 -> 8 (staging)',
    'queue: minimum replicas 3 -> 4 (production, staging)',
  ])
})

test('a new image is a new revision, a migration, and room kept by the same image', () => {
  const image: Environment['image'] = (service) =>
    production.image(service).replace(/0{64}/, service === 'queue' ? 'a'.repeat(64) : '0'.repeat(64))
  assert.deepEqual(inWords(files(), files({}, [{ ...production, image }])), [
    'platform: image changed (production)',
    'queue: image changed (production)',
    'queue: migration added (production)',
  ])
})

test('settings, room and strategy are called what people call them', () => {
  assert.deepEqual(
    inWords(files(), files({ poolSize: 3, strategy: 'blueGreen', memoryMib: { request: 256, limit: 768 } })),
    [
      'queue: limits.memory 1024Mi -> 768Mi (production)',
      'queue: migration added (production)',
      'queue: setting DATABASE_POOL 4 -> 3 (production)',
      'queue: steps of the rollout changed (production)',
    ],
  )
})

test('of long values that begin alike the part is told in which they differ', () => {
  const [path, text] = [...files()].find(([path]) => path.includes('queue/Ingress.queue.'))!
  const after = files().set(path, text.replace(/(access_logs\.s3\.bucket=)[a-z-]+/, '$1elsewhere'))
  assert.deepEqual(inWords(files(), after), [
    "queue: balancer's load-balancer-attributes ...cess_logs.s3.bucket=tiketi-logs-archive,access_logs.s3.prefix=alb -> ...cess_logs.s3.bucket=elsewhere,access_logs.s3.prefix=alb (production)",
  ])
})

test('whatever changes in a migration makes another Job, since none can be changed', () => {
  const jobs = [{}, { memoryMib: { request: 256, limit: 900 } }].map((change) =>
    [...files(change).keys()].find((path) => path.includes('queue/Job')),
  )
  assert.notEqual(jobs[0], jobs[1])
})

test('what has no name of its own is told by its place', () => {
  const after = files()
  const [path, text] = [...after].find(([path]) => path.includes('queue/ServiceAccount.queue.'))!
  after.set(path, text.replace('automountServiceAccountToken: false', 'automountServiceAccountToken: true'))
  assert.deepEqual(inWords(files(), after), [
    'queue: ServiceAccount queue, automountServiceAccountToken false -> true (production)',
  ])
})
