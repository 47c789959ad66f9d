import { parse } from 'yaml'
import { drift, type Files } from '../rendered.ts'
import type { KubeObject } from '../synth.ts'
import { type Change, changesOf } from './fields.ts'

/** How a field is called among people; the first pattern that fits. `$1` is what the pattern caught. */
const names: [kind: RegExp, path: RegExp, name: string][] = [
  [/HorizontalPodAutoscaler|ScaledObject/, /^spec\.minReplica(?:s|Count)$/, 'minimum replicas'],
  [/HorizontalPodAutoscaler|ScaledObject/, /^spec\.maxReplica(?:s|Count)$/, 'maximum replicas'],
  [/HorizontalPodAutoscaler/, /averageUtilization$/, 'processor share that adds a replica'],
  [/ScaledObject/, /triggers\.cpu\.metadata\.value$/, 'processor share that adds a replica'],
  [/ScaledObject/, /triggers\.backlog\.metadata\.threshold$/, 'backlog a replica'],
  [/ScaledObject/, /triggers\.forecast\.metadata\.threshold$/, 'expected buyers a replica'],
  [/ScaledObject/, /triggers\.([a-z]+)$/, 'scaling by $1'],
  [/Rollout|Job/, /containers\.0\.resources\.(.+)$/, '$1'],
  [/Rollout/, /preStop\.sleep\.seconds$/, 'seconds of sleep before stopping'],
  [/Rollout/, /terminationGracePeriodSeconds$/, 'seconds of grace'],
  [/ConfigMap/, /^data\.([A-Z_]+)$/, 'setting $1'],
  [/Ingress/, /annotations\.alb\.ingress\.kubernetes\.io\/(.+)$/, "balancer's $1"],
  [/PodDisruptionBudget/, /^spec\.maxUnavailable$/, 'pods that may be away at once'],
]

/** Changes that are told whole, since their parts say nothing to a person. */
const wholes: [kind: RegExp, path: RegExp, sentence: string][] = [
  [/Rollout|AnalysisTemplate|Job|Deployment/, /\.image$/, 'image changed'],
  [/Rollout/, /\.envFrom\.0\.configMapRef\.name$/, ''],
  [/Rollout/, /^spec\.strategy\./, 'steps of the rollout changed'],
  [/AnalysisTemplate/, /./, 'what a new revision must prove changed'],
  [/NetworkPolicy/, /./, 'ways through the network changed'],
  [/PrometheusRule/, /./, 'objectives or alarms changed'],
  [/ConfigMap/, /\.json$/, 'dashboard changed'],
]

/** Names that end in a hash of the content stand for the same thing before and after. */
const lasting = ({ kind, metadata: { name } }: KubeObject) =>
  /^(ConfigMap|Job)$/.test(kind) ? name.replace(/-[0-9a-f]{8}$/, '') : name

/**
 * What changed from one rendering to the next, a line each: the service, the environments where it is so, and what it
 * means.
 */
export function inWords(before: Files, after: Files): string[] {
  const places = new Map<string, string[]>()
  const folders = new Set(drift(before, after).map((line) => line.split('/').slice(0, 2).join('/')))
  for (const folder of [...folders].toSorted()) {
    const [environment, service] = folder.split('/') as [string, string]
    for (const words of new Set(folderWords(objectsIn(before, folder), objectsIn(after, folder)))) {
      const line = `${service}: ${words}`
      places.set(line, [...(places.get(line) ?? []), environment])
    }
  }
  return [...places].map(([line, environments]) => `${line} (${environments.join(', ')})`).toSorted()
}

function objectsIn(files: Files, folder: string): Map<string, KubeObject> {
  const texts = [...files].filter(([path]) => path.startsWith(`${folder}/`))
  return new Map(
    texts.map(([, text]) => {
      const object = parse(text) as KubeObject
      return [`${object.kind} ${lasting(object)}`, object]
    }),
  )
}

function folderWords(before: Map<string, KubeObject>, after: Map<string, KubeObject>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)]
    if (!old) return now!.kind === 'Job' ? ['migration added'] : [`${key} added`]
    if (!now) return [`${key} removed`]
    const migration = now.kind === 'Job' && old.metadata.name !== now.metadata.name ? ['migration added'] : []
    return [...migration, ...changesOf(bare(old), bare(now)).flatMap((change) => sentence(key, change))]
  })
}

/** Without the name, which only follows the content, and with triggers by what they are called, not by their place. */
function bare({ metadata: { name: _name, ...metadata }, ...object }: KubeObject) {
  if (object.kind !== 'ScaledObject') return { ...object, metadata }
  const triggers = object.spec.triggers.map((one: { name?: string; type: string }) => [one.name ?? one.type, one])
  return { ...object, metadata, spec: { ...object.spec, triggers: Object.fromEntries(triggers) } }
}

function sentence(object: string, change: Change): string[] {
  const [kind] = object.split(' ') as [string]
  const whole = wholes.find(([kinds, paths]) => kinds.test(kind) && paths.test(change.path))
  if (whole) return whole[2] ? [whole[2]] : []
  // Whatever changed, it is another Job, and that is told.
  if (kind === 'Job') return []
  const known = names.find(([kinds, paths]) => kinds.test(kind) && paths.test(change.path))
  const name = known ? known[2].replace('$1', known[1].exec(change.path)![1] ?? '') : `${object}, ${change.path}`
  if (change.before === undefined) return [`${name} added: ${short(change.after)}`]
  if (change.after === undefined) return [`${name} removed`]
  return [`${name} ${fromTo(change.before, change.after)}`]
}

const MOST = 80

const inFull = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

const clipped = (text: string) => (text.length > MOST ? `${text.slice(0, MOST - 3)}...` : text)

const short = (value: unknown) => clipped(inFull(value))

/** Of long values what stands around the place where they begin to differ. */
function fromTo(before: unknown, after: unknown): string {
  const [old, now] = [inFull(before), inFull(after)]
  let same = 0
  while (same < old.length && old[same] === now[same]) same += 1
  const skipped = old.length > MOST || now.length > MOST ? Math.max(0, same - 20) : 0
  return [old, now].map((text) => `${skipped > 0 ? '...' : ''}${clipped(text.slice(skipped))}`).join(' -> ')
}
