import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { freePort, until } from '@tiketi/kit/testing'
import { motoServer } from '../../bootstrap/tools.ts'
import { terraformFolder } from './standin/build.ts'
import { type Ran, runTerraform } from './standin/terraform.ts'

// The first apply holds the state for as long as the test wants.
const MAIN = `resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "touch begun; until [ -e go-on ]; do sleep 0.05; done"
  }
}
`

test('of two who change production at once, one is refused while the other holds the lock', async (t) => {
  const endpoint = await startMoto(t)
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-backend-'))
  t.after(async () => {
    await writeFile(join(folder, 'go-on'), '')
    await first
    await rm(folder, { recursive: true, force: true })
  })
  let first: Promise<Ran> | undefined
  const backend = join(terraformFolder, 'environments/production/backend.tf')
  await copyFile(backend, join(folder, 'backend.tf'))
  await writeFile(join(folder, 'main.tf'), MAIN)
  const bucket = /bucket += "(.*)"/.exec(await readFile(backend, 'utf8'))![1]
  const key = /key += "(.*)"/.exec(await readFile(backend, 'utf8'))![1]
  assert.equal((await fetch(`${endpoint}/${bucket}`, { method: 'PUT' })).status, 200)
  // The stand-in for S3 believes any signature, but wants one.
  const authorization = 'AWS4-HMAC-SHA256 Credential=x/20260101/ap-northeast-2/s3/aws4_request, Signature=x'
  const stored = (name: string) => fetch(`${endpoint}/${bucket}/${name}`, { headers: { authorization } })
  await writeFile(
    join(folder, 'here.hcl'),
    `endpoints = { s3 = "${endpoint}" }
use_path_style = true
skip_credentials_validation = true
skip_requesting_account_id = true
skip_metadata_api_check = true
`,
  )
  const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_EC2_METADATA_DISABLED: 'true' }
  const terraform = (...args: string[]) => runTerraform(folder, args, credentials)
  const init = await terraform('init', '-backend-config=here.hcl')
  assert.equal(init.code, 0, init.output)

  first = terraform('apply', '-auto-approve')
  await until(() => existsSync(join(folder, 'begun')))
  assert.equal((await stored(`${key}.tflock`)).status, 200)
  const second = await terraform('apply', '-auto-approve')
  assert.notEqual(second.code, 0)
  assert.match(second.output, /Error acquiring the state lock/)

  await writeFile(join(folder, 'go-on'), '')
  const { code, output } = await first
  assert.equal(code, 0, output)
  assert.equal((await stored(`${key}.tflock`)).status, 404)
  const state = await stored(key!)
  assert.equal(state.headers.get('x-amz-server-side-encryption'), 'AES256')
  assert.match(await state.text(), /terraform_data/)
  const third = await terraform('apply', '-auto-approve')
  assert.match(third.output, /No changes/)
})

test('each environment keeps its state by itself, locked and encrypted', async () => {
  for (const environment of ['staging', 'production']) {
    const text = await readFile(join(terraformFolder, 'environments', environment, 'backend.tf'), 'utf8')
    assert.match(text, new RegExp(`bucket += "tiketi-terraform-${environment}"`))
    // By which the plan's role finds it.
    assert.match(text, new RegExp(`key += "${environment}.tfstate"`))
    assert.match(text, /use_lockfile += true/)
    assert.match(text, /encrypt += true/)
  }
})

async function startMoto(t: TestContext): Promise<string> {
  const port = await freePort()
  const server = spawn(await motoServer(), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  t.after(() => server.kill())
  const endpoint = `http://127.0.0.1:${port}`
  await until(
    () =>
      fetch(`${endpoint}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      ),
    { timeoutMs: 60_000 },
  )
  return endpoint
}
