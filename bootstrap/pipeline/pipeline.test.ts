import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { before, suite, test } from 'node:test'
import { serviceNames } from '@tiketi/contracts/routes'
import { commands } from '../cluster/recorded-commands.ts'
import { actionlint, checkJsonschema, hadolint, zizmor } from '../tools.ts'

const root = join(import.meta.dirname, '../..')
const workflows = globSync('.github/workflows/*.yml', { cwd: root })
const expression = (of: string) => `\${{ ${of} }}`
const read = (path: string) => readFileSync(join(root, path), 'utf8')

function run(program: string, args: string[], input = '', cwd = root) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, input, encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

/** A folder with the file spoilt, at its own path. */
async function spoilt(path: string, from: string | RegExp, to: string): Promise<string> {
  const text = read(path)
  assert.notEqual(text.replace(from, to), text)
  const folder = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'spoilt-'))
  await mkdir(join(folder, dirname(path)), { recursive: true })
  await writeFile(join(folder, path), text.replace(from, to))
  return folder
}

suite('workflows', { concurrency: true }, () => {
  const pullRequest = '.github/workflows/pull-request.yml'
  // Each sees what the others do not.
  const linters = [
    { name: 'actionlint', find: actionlint, args: ['-shellcheck=', '-pyflakes='] },
    { name: 'zizmor', find: zizmor, args: ['--offline', '--no-progress', '--color=never'] },
    { name: 'their schema', find: checkJsonschema, args: ['--builtin-schema', 'vendor.github-workflows'] },
  ]
  for (const { name, find, args } of linters)
    test(`pass ${name}`, async () => {
      const { status, said } = run(await find(), [...args, ...workflows])
      assert.equal(status, 0, said)
    })

  const faults = [
    { what: 'an action by a tag', linter: zizmor, from: /@[0-9a-f]{40} # v7.0.1/, to: '@v7', says: /unpinned-uses/ },
    {
      what: 'a pull request of strangers with secrets',
      linter: zizmor,
      from: 'pull_request:',
      to: 'pull_request_target:',
      says: /dangerous-triggers/,
    },
    {
      what: 'a title pasted into a shell',
      linter: zizmor,
      from: 'run: npm test',
      to: `run: echo ${expression('github.event.pull_request.title')}`,
      says: /template-injection/,
    },
    {
      what: 'an output that nobody writes',
      linter: actionlint,
      from: 'run: npm test',
      to: `run: echo ${expression('steps.none.outputs.none')}`,
      says: /not defined/,
    },
  ]
  for (const { what, linter, from, to, says } of faults)
    test(`${what} is found`, async () => {
      const folder = await spoilt(pullRequest, from, to)
      const args = linter === zizmor ? linters[1]!.args : linters[0]!.args
      const { status, said } = run(await linter(), [...args, pullRequest], '', folder)
      assert.notEqual(status, 0)
      assert.match(said, says)
    })

  test('have no permission but what a job asks for', () => {
    for (const path of workflows) assert.match(read(path), /^permissions: \{\}$/m, path)
  })

  test('fail with any part of a pipe', () => {
    for (const path of workflows) assert.match(read(path), /^defaults:\n {2}run:\n {4}shell: bash$/m, path)
  })

  test('name the version of every action beside its commit', () => {
    for (const path of workflows)
      for (const [line] of read(path).matchAll(/uses: .*/g)) assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, path)
  })
})

test('every script of npm that a workflow runs is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const run = workflows.flatMap((path) => [...read(path).matchAll(/npm run (?:--silent )?([a-z:]+)/g)])
  assert.ok(run.length > 3)
  for (const [, script] of run) assert.ok(script! in scripts, script)
})

test('what a workflow is given is in the table, and nothing else is', () => {
  const given = workflows.flatMap((path) =>
    [...read(path).matchAll(/\b(?:vars|secrets)\.(\w+)/g)].map(([, name]) => name!),
  )
  const told = [...read('bootstrap/pipeline/README.md').matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name!)
  assert.deepEqual([...new Set(told)].toSorted(), [...new Set(given)].toSorted())
})

test('hadolint finds nothing in the Dockerfiles, and something in one without versions', async () => {
  const program = await hadolint()
  const { status, said } = run(program, ['services/Dockerfile', 'bootstrap/cluster/Dockerfile'])
  assert.equal(status, 0, said)
  assert.match(run(program, ['-'], 'FROM node\nRUN apt-get install curl\n').said, /DL3006[\s\S]*DL3008/)
})

suite('Renovate', () => {
  let config: { customManagers: { managerFilePatterns: string[]; matchStrings: string[]; description: string }[] }
  before(() => {
    config = JSON.parse(read('renovate.json'))
  })

  test('understands its configuration, and refuses a wrong one', async () => {
    const program = await checkJsonschema()
    const check = (cwd: string) => run(program, ['--builtin-schema', 'vendor.renovate', 'renovate.json'], '', cwd)
    const { status, said } = check(root)
    assert.equal(status, 0, said)
    assert.notEqual(
      check(await spoilt('renovate.json', '"prConcurrentLimit": 5', '"prConcurrentLimit": "five"')).status,
      0,
    )
  })

  const pins = [
    { of: 'Charts of the add-ons', file: 'gitops/addons/*.yaml', pin: /chart: /g },
    {
      of: 'Charts of the add-ons that are read from their repositories',
      file: 'gitops/addons/*.yaml',
      pin: /repository: .+\.git$/gm,
    },
    {
      of: "Images of a cluster on one's own machine",
      file: '{bootstrap/cluster/{kind,entrance,repository}.ts,cdk8s/charts/local-stores.ts}',
      pin: /@sha256:|argocd:v/g,
    },
    { of: "Go modules that carry the clusters' schemas", file: 'cdk8s/schemas/sources.ts', pin: /module: '[^']+@v/g },
    { of: 'Tools built from Go modules', file: 'bootstrap/tools.ts', pin: /goCommand\('/g },
    { of: 'Tools from Python wheels', file: 'bootstrap/tools.ts', pin: /wheel\('/g },
  ]
  for (const { of, file, pin } of pins)
    test(`sees every pin of ${of.toLowerCase()}`, () => {
      const manager = config.customManagers.find(({ description }) => description === of)!
      const files = globSync(file, { cwd: root })
      const text = files.map(read).join('\n')
      const found = [...text.matchAll(new RegExp(manager.matchStrings[0]!, 'g'))]
      assert.equal(found.length, text.match(pin)!.length)
      for (const { groups } of found) assert.match(groups!.currentValue!, /^v?\d+\.\d+/)
      for (const one of files)
        assert.ok(
          manager.managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(one)),
          one,
        )
    })
})

test('code owners own what exists', () => {
  for (const line of read('.github/CODEOWNERS')
    .split('\n')
    .filter((one) => one.startsWith('/'))) {
    const path = line.split(' ')[0]!.slice(1)
    assert.ok(globSync(path, { cwd: root }).length > 0, path)
  }
})

suite('images', () => {
  const changed = (...paths: string[]) => {
    const { status, said } = run(process.execPath, ['bootstrap/image/changed.ts'], paths.join('\n'))
    assert.equal(status, 0, said)
    return JSON.parse(said) as string[]
  }

  test('are built for what changed, and for everybody when what all stand on changed', () => {
    assert.deepEqual(changed('services/queue-service/src/join.lua', 'cdk8s/main.ts'), ['queue'])
    assert.deepEqual(changed('services/queue-service/test/join.test.ts', 'services/storefront/src/main.tsx'), [])
    for (const shared of [
      'services/kit/src/run.ts',
      'services/contracts/src/auth.ts',
      'package-lock.json',
      'services/Dockerfile',
    ])
      assert.deepEqual(changed(shared), serviceNames)
  })

  test('of a push that was passed over are built by the next', async () => {
    const folder = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'passed-over-'))
    for (const path of ['bootstrap/image/changed.ts', 'services/contracts/src/routes.ts'])
      await cp(join(root, path), join(folder, path))
    const git = (...args: string[]) =>
      run('git', ['-c', 'user.name=a', '-c', 'user.email=a@a', ...args], '', folder).said
    const push = async (service: string) => {
      const path = join(folder, `services/${service}-service/src/app.ts`)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, '')
      git('add', '--all')
      git('commit', '--quiet', '--message', service)
      return git('rev-parse', 'HEAD').trim()
    }
    git('init', '--quiet')
    const built = await push('auth')
    await push('queue')
    await push('payment')
    const [, step] = /id: services[\s\S]*?run: \|\n([\s\S]*?)\n {2}build:/.exec(read('.github/workflows/images.yml'))!
    const after = async (said: string) => {
      const { path } = await commands({ gh: `echo '${said}'` })
      const output = join(path, 'output')
      const env = { PATH: `${path}:${dirname(process.execPath)}:${process.env.PATH}`, GITHUB_OUTPUT: output }
      const { status, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', step!], {
        cwd: folder,
        env,
        encoding: 'utf8',
      })
      assert.equal(status, 0, stderr)
      return readFileSync(output, 'utf8').trim()
    }
    assert.equal(await after(built), 'services=["queue","payment"]')
    assert.equal(await after(''), `services=${JSON.stringify(serviceNames)}`, 'the first run builds all')
  })

  test('come into a lock by digest only', () => {
    const lock = (...args: string[]) => run(process.execPath, ['bootstrap/image/lock.ts', ...args])
    const before = read('cdk8s/images/staging.json')
    assert.match(lock('staging', 'queue', 'latest').said, /"latest" is not a digest/)
    assert.match(lock('staging', 'line', `sha256:${'0'.repeat(64)}`).said, /There is no service "line"/)
    assert.equal(read('cdk8s/images/staging.json'), before)
  })
})

suite('the storefront', () => {
  const publish = async (then: Record<string, string>) => {
    const pages = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'pages-'))
    await mkdir(join(pages, 'assets'))
    for (const file of ['index.html', 'favicon.svg', 'assets/index-abc.js']) await writeFile(join(pages, file), '')
    const { path, calls } = await commands(then)
    const env = { PATH: `${path}:${process.env.PATH}` }
    const { status } = spawnSync(join(root, '.github/publish.sh'), [pages, 'bucket', 'E1'], { env })
    return { status, calls: (await calls()).map((call) => call.replaceAll(pages, 'pages')) }
  }

  test('is published from what is loaded to what loads it, and the CDN is told of the latter alone', async () => {
    const { status, calls } = await publish({ aws: '' })
    assert.equal(status, 0)
    assert.deepEqual(calls, [
      'aws s3 sync pages/assets s3://bucket/assets --only-show-errors --cache-control public, max-age=31536000, immutable',
      'aws s3 cp pages s3://bucket --recursive --exclude assets/* --only-show-errors --cache-control no-cache',
      'aws cloudfront create-invalidation --distribution-id E1 --paths / /favicon.svg /index.html',
    ])
  })

  test('has no new page whose files are not there', async () => {
    const { status, calls } = await publish({ aws: 'exit 1' })
    assert.notEqual(status, 0)
    assert.equal(calls.length, 1)
  })
})
