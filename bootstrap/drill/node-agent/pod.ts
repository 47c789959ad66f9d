import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { V1Container, V1Pod, V1PodStatus } from '@kubernetes/client-node'
import { loopbackOf } from './addresses.ts'
import { Container } from './container.ts'
import { type Around, argumentsOf, environmentOf } from './environment.ts'
import type { Images } from './images.ts'
import { type ContainerFacts, statusOf } from './pod-status.ts'
import { probe } from './probe.ts'

const TRIES_AGAIN_MS = 1_000
const FIRST_BACK_OFF_MS = 10_000
const LONGEST_BACK_OFF_MS = 300_000
/** What a container runtime reads from the image's list of users. */
const HOME = '/home/nonroot'
/** By these alone one status does not differ from another. */
const TIMES = new Set(['lastTransitionTime', 'startTime'])

export interface Host {
  images: Images
  around: Around
  /** Given to every process, so that it is ended even when this one is killed. */
  mark: Record<string, string>
  /** Holds a folder a pod. */
  folder: string
  report(pod: V1Pod, status: V1PodStatus): Promise<void>
  /** The pod has ended and nobody needs to know of it any longer. */
  remove(pod: V1Pod): Promise<void>
}

/** A pod's life on a node: one container, its probes, its end. */
export class Pod {
  readonly ip: string
  readonly #host: Host
  #pod: V1Pod
  #phase = 'Pending'
  #facts: ContainerFacts = {
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: {},
    restartCount: 0,
    started: false,
    ready: false,
  }
  #container: Container | undefined
  #silent = false
  #leaving = new AbortController()
  #reporting: Promise<void> = Promise.resolve()
  #stale = false
  #told = ''
  #writing: Promise<void> = Promise.resolve()
  readonly #lived: Promise<void>

  constructor(pod: V1Pod, ip: string, host: Host) {
    this.#pod = pod
    this.ip = ip
    this.#host = host
    this.#lived = this.#live()
  }

  get logFile(): string {
    return join(this.#host.folder, this.#pod.metadata!.uid!, 'log')
  }

  /** The object has changed: its labels, its readiness gates, or that it is to go. */
  async update(pod: V1Pod): Promise<void> {
    this.#pod = pod
    if (this.#silent) return
    if (pod.metadata!.deletionTimestamp && !this.#leaving.signal.aborted) void this.#leave()
    await this.#writeVolumes()
    this.#report()
  }

  /** Its node is gone: nothing is answered and nothing is told, and nobody hears of an end. */
  vanish(): void {
    this.#silent = true
    this.#container?.signal('SIGSTOP')
  }

  /** Its node is back, and the process is not. */
  comeBack(): void {
    this.#silent = false
    this.#container?.signal('SIGKILL')
    if (this.#pod.metadata!.deletionTimestamp) void this.#leave()
  }

  /** Ends the process at once, and settles when it is gone. */
  async kill(): Promise<void> {
    this.#silent = true
    this.#leaving.abort()
    this.#container?.signal('SIGKILL')
    await this.#lived
  }

  async #live() {
    const { restartPolicy } = this.#pod.spec!
    for (let backOffMs = 0; ; backOffMs = Math.min(2 * backOffMs || FIRST_BACK_OFF_MS, LONGEST_BACK_OFF_MS)) {
      await this.#rest(backOffMs)
      const container = await this.#start()
      if (!container) return
      const begun = performance.now()
      const exit = await this.#watch(container)
      this.#facts = {
        ...this.#facts,
        ready: false,
        started: false,
        state: {
          terminated: {
            exitCode: exit.exitCode,
            reason: exit.exitCode === 0 ? 'Completed' : 'Error',
            startedAt: container.startedAt,
            finishedAt: new Date(),
          },
        },
      }
      const again = restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && exit.exitCode !== 0)
      if (this.#leaving.signal.aborted || !again) {
        this.#phase = exit.exitCode === 0 ? 'Succeeded' : 'Failed'
        return this.#report()
      }
      // Who ran for long enough begins anew.
      if (performance.now() - begun > 2 * LONGEST_BACK_OFF_MS) backOffMs = 0
      const waiting = { reason: 'CrashLoopBackOff', message: `ended with ${exit.exitCode}` }
      this.#facts = {
        ...this.#facts,
        lastState: this.#facts.state,
        restartCount: this.#facts.restartCount + 1,
        state: { waiting },
      }
      this.#report()
    }
  }

  /** Starts the process as soon as all that it needs is there. */
  async #start(): Promise<Container | undefined> {
    const [container] = this.#pod.spec!.containers
    while (!this.#leaving.signal.aborted) {
      if (this.#silent) {
        await this.#rest(TRIES_AGAIN_MS)
        continue
      }
      try {
        this.#container = new Container(await this.#prepare(container!))
        this.#phase = 'Running'
        this.#facts.state = { running: { startedAt: this.#container.startedAt } }
        this.#facts.started = container!.startupProbe === undefined
        this.#facts.ready = this.#facts.started && container!.readinessProbe === undefined
        this.#report()
        return this.#container
      } catch (error) {
        const { message } = error as Error
        this.#facts.state = { waiting: { reason: 'CreateContainerError', message } }
        this.#report()
        await this.#rest(TRIES_AGAIN_MS)
      }
    }
    return undefined
  }

  async #prepare(container: V1Container) {
    const { images, around, mark } = this.#host
    const tree = images.treeOf(container.image!)
    if (!tree) throw new Error(`There is no image ${container.image}.`)
    const env = environmentOf(this.#pod, container, this.ip, around)
    await this.#writeVolumes()
    return {
      tree,
      args: argumentsOf(container, around),
      env: { HOME, ...env, ...mark },
      volumes: Object.fromEntries(this.#downward().map(({ mountPath }) => [mountPath, this.#volume(mountPath)])),
      logFile: this.logFile,
    }
  }

  async #watch(container: Container) {
    const { startupProbe, livenessProbe, readinessProbe, name } = this.#pod.spec!.containers[0]!
    const ports = new Map(this.#pod.spec!.containers[0]!.ports?.map((port) => [port.name, port.containerPort]))
    const ended = new AbortController()
    const address = loopbackOf(this.ip)
    const whole = (one: NonNullable<typeof startupProbe>) => {
      const port = one.httpGet!.port
      return { ...one, httpGet: { ...one.httpGet, port: typeof port === 'string' ? ports.get(port)! : port } }
    }
    const restart = () => void container.stop((this.#pod.spec!.terminationGracePeriodSeconds ?? 30) * 1_000)

    const asWhole = async () => {
      if (startupProbe) {
        const starting = new AbortController()
        const signal = AbortSignal.any([starting.signal, ended.signal])
        await probe(whole(startupProbe), address, signal, (good) => {
          if (good) starting.abort()
          else restart()
        })
        if (ended.signal.aborted) return
        this.#facts.started = true
        if (!readinessProbe) this.#facts.ready = true
        this.#report()
      }
      const leaving = AbortSignal.any([ended.signal, this.#leaving.signal])
      await Promise.all([
        readinessProbe &&
          probe(whole(readinessProbe), address, ended.signal, (good) => {
            if (this.#facts.ready === good) return
            this.#facts.ready = good
            this.#report()
          }),
        livenessProbe && probe(whole(livenessProbe), address, leaving, (good) => good || restart()),
      ])
    }
    const probing = asWhole()
    const exit = await container.ended
    ended.abort()
    await probing
    return { name, ...exit }
  }

  /** What a kubelet does with a pod that is to go: its hook, SIGTERM, and SIGKILL when its time is over. */
  async #leave() {
    this.#leaving.abort()
    const { deletionGracePeriodSeconds = 30 } = this.#pod.metadata!
    const giveUpAt = performance.now() + deletionGracePeriodSeconds * 1_000
    const container = this.#container
    if (container) {
      const hookMs = (this.#pod.spec!.containers[0]!.lifecycle?.preStop?.sleep?.seconds ?? 0) * 1_000
      const hook = pause(Math.min(hookMs, deletionGracePeriodSeconds * 1_000))
      await Promise.race([hook, container.ended])
      if (this.#silent) return
      await container.stop(Math.max(giveUpAt - performance.now(), 2_000))
    }
    await this.#lived
    await this.#reporting
    if (!this.#silent) await this.#host.remove(this.#pod)
  }

  /** A pause that ends with the pod. */
  async #rest(ms: number) {
    await pause(ms, undefined, { signal: this.#leaving.signal }).catch(() => {})
  }

  /** One report at a time; what changes meanwhile goes into the next. */
  #report() {
    if (this.#stale) return
    this.#stale = true
    this.#reporting = this.#reporting.then(async () => {
      this.#stale = false
      const status = statusOf(this.#pod, this.ip, this.#phase, this.#facts)
      const told = JSON.stringify(status, (key, value) => (TIMES.has(key) ? undefined : value))
      if (this.#silent || told === this.#told) return
      try {
        await this.#host.report(this.#pod, status)
        this.#told = told
      } catch {
        // The API may be away for a moment.
        await this.#rest(TRIES_AGAIN_MS)
        this.#report()
      }
    })
  }

  /** Files that tell the pod of itself; they are replaced whole, so nobody reads half of one. */
  #writeVolumes(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeAll())
    return this.#writing
  }

  async #writeAll() {
    for (const { mountPath, items } of this.#downward()) {
      await mkdir(this.#volume(mountPath), { recursive: true })
      for (const { path, fieldRef } of items) {
        const label = /^metadata\.labels\['(.+)'\]$/.exec(fieldRef?.fieldPath ?? '')?.[1]
        const file = join(this.#volume(mountPath), path)
        await writeFile(`${file}.new`, this.#pod.metadata!.labels?.[label ?? ''] ?? '', { mode: 0o644 })
        await rename(`${file}.new`, file)
      }
    }
    await mkdir(join(this.#host.folder, this.#pod.metadata!.uid!), { recursive: true })
  }

  #downward() {
    const { volumes = [], containers } = this.#pod.spec!
    return (containers[0]!.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
      const items = volumes.find((volume) => volume.name === name)?.downwardAPI?.items
      return items ? [{ mountPath, items }] : []
    })
  }

  #volume(mountPath: string): string {
    return join(this.#host.folder, this.#pod.metadata!.uid!, 'volumes', mountPath.replaceAll('/', '_'))
  }
}
