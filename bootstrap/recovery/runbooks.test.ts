import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'

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

function sections(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}
