import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync } from 'node:fs'
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { readDigests } from '../../../cdk8s/environments/images.ts'

const exec = promisify(execFile)
const root = join(import.meta.dirname, '../../..')

/** A version of a service: what its image unpacks to. */
export interface Image {
  service: ServiceName
  digest: string
  tree: string
}

/** What is pulled by digest. */
export class Images {
  readonly #folder: string
  readonly #trees = new Map<string, string>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * The images of the working tree, which stand for what the environment's lock names; what was built before is kept in
   * `cache`. Changed ones go into `folder`.
   */
  static async build(cache: string, folder: string): Promise<{ images: Images; current: Record<ServiceName, Image> }> {
    const images = new Images(folder)
    await mkdir(cache, { recursive: true })
    const built: [ServiceName, Image][] = []
    for (const service of serviceNames) built.push([service, await buildImage(service, cache)])
    const locked = readDigests('staging')
    for (const [service, { digest, tree }] of built)
      for (const name of [digest, locked[service]]) images.#trees.set(`${service}@${name}`, tree)
    await forgetOthers(cache, images.#trees)
    return { images, current: Object.fromEntries(built) as Record<ServiceName, Image> }
  }

  /** Where the image's files are, if there is such an image. */
  treeOf(reference: string): string | undefined {
    return this.#trees.get(reference.split('/').at(-1)!)
  }

  /** Another version: these files of its application are written anew, by their path in it. */
  async change({ service, digest, tree }: Image, files: Record<string, string>): Promise<Image> {
    const next = `sha256:${sha256(digest, JSON.stringify(files))}`
    const changed = join(this.#folder, `${service}-${next.slice(7, 19)}`)
    await mkdir(this.#folder, { recursive: true })
    // Links, since almost all of it stays what it was.
    await exec('cp', ['--archive', '--link', tree, changed])
    for (const [path, content] of Object.entries(files)) {
      const file = join(changed, 'app', path)
      await rm(file, { force: true })
      await writeFile(file, content)
    }
    this.#trees.set(`${service}@${next}`, changed)
    return { service, digest: next, tree: changed }
  }
}

async function buildImage(service: ServiceName, cache: string): Promise<Image> {
  const digest = `sha256:${await digestOf(service)}`
  const tree = join(cache, `${service}-${digest.slice(7, 19)}`)
  if (!existsSync(tree)) {
    const fresh = `${tree}.new`
    await rm(fresh, { recursive: true, force: true })
    // None of this process's own options and caches.
    const env = { PATH: process.env.PATH }
    await exec(process.execPath, [join(root, 'bootstrap/image/tree.ts'), service, fresh], { env })
    await shareNode(fresh, cache)
    await rename(fresh, tree)
  }
  return { service, digest, tree }
}

/** By what it is built from, so that nothing is built to learn that it is there. */
async function digestOf(service: ServiceName): Promise<string> {
  const folders = ['contracts', 'kit', `${service}-service`].map((name) => `services/${name}/src/**/*`)
  const files = globSync(['package-lock.json', 'bootstrap/image/*.ts', ...folders], {
    cwd: root,
    withFileTypes: true,
  })
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  const parts = await Promise.all(
    paths.toSorted().map(async (path) => [path.slice(root.length), await readFile(path, 'utf8')]),
  )
  return sha256(...parts.flat())
}

/** One program on disk and in memory for all of them. */
async function shareNode(tree: string, cache: string) {
  const node = join(tree, 'usr/local/bin/node')
  const shared = join(cache, `node-${process.versions.node}`)
  if (!existsSync(shared)) await link(node, shared)
  await rm(node)
  await link(shared, node)
}

async function forgetOthers(cache: string, trees: Map<string, string>) {
  const kept = new Set([...trees.values(), join(cache, `node-${process.versions.node}`)])
  for (const name of await readdir(cache))
    if (!kept.has(join(cache, name))) await rm(join(cache, name), { recursive: true, force: true })
}

function sha256(...parts: string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}
