// Runs a TypeScript file on the locked Node 24, whatever Node this is, after installing what the lock file names.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules/.tiketi-lock')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.log('Installing what package-lock.json names; this happens once.')
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    console.error('npm ci failed; its own message is above. Check the network to your npm registry and run this again.')
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}

const locked = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
const [major] = process.versions.node.split('.').map(Number)
if (!existsSync(locked) && major < 24) {
  console.error(
    `There is no packaged Node 24 for ${process.platform}-${process.arch}: install Node 24 and run this again.`,
  )
  process.exit(1)
}

const child = spawn(existsSync(locked) ? locked : process.execPath, process.argv.slice(2), {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.compile-cache') },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm passes a SIGTERM to its shell alone, which dies of it.
const parent = process.ppid
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
