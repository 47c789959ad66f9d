import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'

import { serviceModels } from '../../terraform/tests/standin/build.ts'
import { awsCommands, faultOf } from './aws-command.ts'

const runbooks = join(import.meta.dirname, '../runbooks')
const root = join(import.meta.dirname, '../..')
const texts = new Map<string, string>()
for (const name of await readdir(runbooks)) texts.set(name, await readFile(join(runbooks, name), 'utf8'))
const index = texts.get('README.md')!

test('the index leads to every runbook and to the section of every alarm', () => {
  for (const [name, text] of texts) {
    if (name === 'README.md') continue
    assert.ok(index.includes(`](${name}`), `${name} is not in the index`)
    for (const [, alarm] of text.matchAll(/^## ([A-Z][a-z]+[A-Z]\w+)$/gm))
      assert.ok(index.includes(`](${name}#${alarm!.toLowerCase()})`), `${alarm} of ${name} is not in the index`)
  }
})

test('every link of a runbook leads somewhere', () => {
  for (const [name, text] of texts)
    for (const [link, file, section] of text.matchAll(/\]\(([\w-]+\.md)(?:#([\w-]+))?\)/g)) {
      const target = texts.get(file!)
      assert.ok(target, `${name}: ${link}`)
      if (section) assert.ok(sections(target).includes(section), `${name}: ${link}`)
    }
})

test('every command of a runbook is one that a shell can read', async () => {
  for (const [name, text] of texts)
    for (const [, commands] of text.matchAll(/^```sh\n(.*?)^```/gms))
      await assert.doesNotReject(promisify(execFile)('bash', ['-n', '-c', commands!]), name)
})

test("every command of AWS in a runbook is one that AWS' own models know, with options that it takes and needs", async () => {
  const models = await serviceModels()
  const commands = [...texts].flatMap(([name, text]) => awsCommands(text).map((command) => ({ name, command })))
  assert.ok(commands.length > 40, String(commands.length))
  for (const { name, command } of commands)
    assert.equal(await faultOf(command, models), undefined, `${name}: ${command.text}`)
})

test('a command with an option that AWS does not know is found, and so is one that lacks what it needs', async () => {
  const models = await serviceModels()
  const said = async (text: string) => faultOf(awsCommands(text)[0]!, models)
  assert.equal(
    await said('X=$(aws rds describe-db-instances --instance "$E" --query "a(b)")'),
    'aws rds describe-db-instances takes no --instance.',
  )
  assert.equal(await said('aws rds reboot-database --x'), 'aws rds has no reboot-database.')
  assert.equal(await said('aws eks describe-cluster'), 'aws eks describe-cluster needs name.')
  assert.equal(await said('aws rds wait db-instance-ready --x'), 'aws rds has no wait db-instance-ready.')
})

test('what a runbook names in Terraform and in this repository is there', async () => {
  const named = [...texts].flatMap(([name, text]) =>
    [...text.matchAll(/module\.environment((?:\.module\.\w+)?)\.(aws_\w+)\.(\w+)/g)].map((found) => ({ name, found })),
  )
  assert.ok(named.length > 0)
  for (const { name, found } of named) {
    const module = found[1]!.replace('.module.', '') || 'environment'
    const files = await Array.fromAsync(glob(join(root, 'terraform/modules', module, '*.tf')))
    const sources = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    const declared = sources.some((source) => source.includes(`resource "${found[2]}" "${found[3]}"`))
    assert.ok(declared, `${name}: ${found[0]}`)
  }
  for (const [name, text] of texts)
    for (const [path] of text.matchAll(/\b(?:bootstrap|terraform|cdk8s|services)\/[\w./-]*\w/g))
      if (!/[A-Z]{3}/.test(path))
        assert.ok((await Array.fromAsync(glob(join(root, path)))).length > 0, `${name}: ${path}`)
})

test('the loss of the region writes every parameter that services read', async () => {
  const { parameters } = JSON.parse(await readFile(join(root, 'terraform/settings.json'), 'utf8'))
  const written = [...texts.get('region-loss.md')!.matchAll(/^put (\S+)/gm)].map(([, path]) => path)
  assert.deepEqual(written.toSorted(), parameters.toSorted())
})

function sections(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}
