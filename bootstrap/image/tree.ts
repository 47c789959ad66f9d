import { spawnSync } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { packagesOf } from './packages.ts'
import { strip } from './strip.ts'

const root = join(import.meta.dirname, '../..')

/** Whom the image runs as; also who owns the compile cache, since Node keeps one a user. */
const USER = 65532

/** What a package carries for those who read or compile it. */
const UNUSED =
  /\.(d\.[cm]?ts|map|md|markdown|flow|tsbuildinfo|ttf\.png|browser\.[cm]?js|standalone\.js)$|\/(test|tests|docs|example|examples|benchmark|\.github|\.yarn)$/i

/** Writes what a service needs to run below `folder`: Node, its packages, its sources, and all of it compiled once. */
function writeTree(service: string, folder: string) {
  const app = join(folder, 'app')
  const { installed, workspaces } = packagesOf(`services/${service}-service`, root)
  for (const path of installed) copy(path, app, (from) => !UNUSED.test(from))
  for (const [link, workspace] of workspaces) {
    copy(join(workspace, 'package.json'), app)
    copy(join(workspace, 'src'), app, (from) => !/\/testing(\/|$|\.ts$)/.test(from))
    mkdirSync(dirname(join(app, link)), { recursive: true })
    symlinkSync(relative(dirname(link), workspace), join(app, link))
  }
  copy('package.json', app)
  symlinkSync(`services/${service}-service/src/main.ts`, join(app, 'main.ts'))
  const node = join(folder, 'usr/local/bin/node')
  mkdirSync(dirname(node), { recursive: true })
  cpSync(join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`), node)
  strip(node)
  compile(node, app, service)
}

function copy(path: string, app: string, filter?: (from: string) => boolean) {
  // Packages nested in a package have entries of their own in the lock file.
  const own = (from: string) => !relative(join(root, path), from).split('/').includes('node_modules')
  cpSync(join(root, path), join(app, path), {
    recursive: true,
    filter: (from) => own(from) && (filter?.(from) ?? true),
  })
}

/** Loads the service without a configuration, which it refuses after all its modules are compiled. */
function compile(node: string, app: string, service: string) {
  const cache = join(app, '.compile-cache')
  mkdirSync(cache)
  if (process.getuid?.() === 0) chownSync(cache, USER, USER)
  for (const entrance of ['main.ts', 'migrate.ts']) {
    const { status, stderr } = spawnSync(node, [`services/${service}-service/src/${entrance}`], {
      cwd: app,
      env: { NODE_COMPILE_CACHE: cache, NODE_COMPILE_CACHE_PORTABLE: '1' },
      ...(process.getuid?.() === 0 && { uid: USER, gid: USER }),
      encoding: 'utf8',
    })
    if (status !== 1 || !stderr.includes('its configuration is not right'))
      throw new Error(`${entrance} of ${service} does not load from its image: ${stderr}`)
  }
}

const [service, folder] = process.argv.slice(2)
if (!service || !folder) throw new Error('Usage: tree.ts SERVICE FOLDER')
writeTree(service, folder)
