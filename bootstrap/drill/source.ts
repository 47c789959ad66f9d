import { execFile } from 'node:child_process'
import { cp, glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { ServiceName } from '@tiketi/contracts/routes'
import { drill } from '../../cdk8s/environments/staging.ts'
import { renderOne } from '../../cdk8s/rendered.ts'

const exec = promisify(execFile)

type Digests = Partial<Record<ServiceName, string>>

const gitops = join(import.meta.dirname, '../../gitops')

/** Where the committed files say that they are. */
const UPSTREAM = 'https://github.com/tiketi/tiketi.git'
const FOLDERS = ['root', 'projects', 'applicationsets', 'rendered/drill']
const AUTHOR = { GIT_AUTHOR_NAME: 'Drill', GIT_AUTHOR_EMAIL: 'drill@tiketi.com' }
const COMMITTER = { GIT_COMMITTER_NAME: 'Drill', GIT_COMMITTER_EMAIL: 'drill@tiketi.com' }

type Change = (files: Map<string, string>) => void

/** The repository that Argo CD reads: gitops/ of the working tree with its own address in it. */
export class Source {
  readonly url: string
  #head = ''
  readonly #tree: string
  readonly #repository: string
  readonly #committed: () => Promise<void>
  /** What each commit released that was not taken back, the newest last. */
  readonly #released = new Map<string, Digests>()

  private constructor(folder: string, committed: () => Promise<void>) {
    this.#tree = join(folder, 'tree')
    this.#repository = join(folder, 'repository.git')
    this.#committed = committed
    this.url = `file://${this.#repository}`
  }

  /** `committed` is called after each commit, as the host of a repository calls a webhook. */
  static async make(folder: string, committed: () => Promise<void>): Promise<Source> {
    const source = new Source(folder, committed)
    for (const name of FOLDERS) await cp(join(gitops, name), join(source.#tree, 'gitops', name), { recursive: true })
    for (const [path, text] of await source.#read()) await source.#write(path, text.replaceAll(UPSTREAM, source.url))
    await source.#git('init', '--quiet', '--bare', '--initial-branch=main')
    await source.#record('What the working tree holds')
    await source.#remember()
    return source
  }

  /** What stands for `gitops/`. */
  get folder(): string {
    return join(this.#tree, 'gitops')
  }

  /** Those that the application set makes of an environment's folders. */
  async applications(environment: string): Promise<string[]> {
    const folders = await readdir(join(this.folder, 'rendered', environment))
    return folders.map((name) => `${environment}-${name}`)
  }

  get head(): string {
    return this.#head
  }

  /** Renders the environment anew with these digests and commits it. They stay until others come or a revert. */
  async release(digests: Digests): Promise<string> {
    const all: Digests = Object.assign({}, ...this.#released.values(), digests)
    const image = (service: ServiceName) => {
      const digest = all[service]
      return digest ? drill.image(service).replace(/@.*/, `@${digest}`) : drill.image(service)
    }
    const rendered = renderOne({ ...drill, image })
    await this.#change(`Release ${Object.keys(digests).join(', ')}`, (files) => {
      for (const path of [...files.keys()]) if (path.startsWith('rendered/')) files.delete(path)
      for (const [path, text] of rendered) files.set(`rendered/${path}`, text)
    })
    const commit = await this.#publish()
    this.#released.set(commit, digests)
    return commit
  }

  /** Changes files by their path below `gitops/`. */
  async commit(message: string, change: Change): Promise<string> {
    await this.#change(message, change)
    return this.#publish()
  }

  /** Takes back commits, the newest first, or the last; as the Revert workflow does. What lies between is never seen. */
  async revert(...commits: string[]): Promise<string> {
    const taken = commits.length > 0 ? commits : [this.#head]
    await this.#git('revert', '--no-edit', ...taken)
    for (const commit of taken) this.#released.delete(commit)
    return this.#publish()
  }

  async #change(message: string, change: Change) {
    const before = await this.#read()
    const after = new Map(before)
    change(after)
    for (const path of before.keys()) if (!after.has(path)) await rm(this.#path(path))
    for (const [path, text] of after) if (before.get(path) !== text) await this.#write(path, text)
    await this.#record(message)
  }

  async #publish(): Promise<string> {
    await this.#remember()
    await this.#committed()
    return this.#head
  }

  async #record(message: string) {
    await this.#git('add', '--all', '.')
    await this.#git('commit', '--quiet', `--message=${message}`)
  }

  async #remember() {
    this.#head = (await this.#git('rev-parse', 'HEAD')).trim()
  }

  async #read(): Promise<Map<string, string>> {
    const files = new Map<string, string>()
    for await (const path of glob('**/*.yaml', { cwd: this.folder }))
      files.set(path, await readFile(this.#path(path), 'utf8'))
    return files
  }

  async #write(path: string, text: string) {
    await mkdir(dirname(this.#path(path)), { recursive: true })
    await writeFile(this.#path(path), text)
  }

  #path(path: string): string {
    return join(this.folder, path)
  }

  async #git(...args: string[]): Promise<string> {
    const where = { GIT_DIR: this.#repository, ...(args[0] !== 'init' && { GIT_WORK_TREE: this.#tree }) }
    const env = { ...process.env, ...AUTHOR, ...COMMITTER, ...where, GIT_CONFIG_GLOBAL: '/dev/null' }
    const { stdout } = await exec('git', args, { env, cwd: this.#tree })
    return stdout
  }
}
