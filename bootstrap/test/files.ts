import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** Every test file of the project, or the named ones. */
export async function testFiles(named: string[]): Promise<string[]> {
  // npm runs scripts at the top; the name was typed where INIT_CWD says.
  const files = named.map((name) => resolve(process.env.INIT_CWD ?? root, name))
  const missing = files.find((file) => !existsSync(file))
  if (missing) throw new Error(`There is no test file ${missing}.`)
  if (files.length > 0) return files
  const patterns = [
    'services/*/test/**/*.test.ts',
    'bootstrap/**/*.test.ts',
    'cdk8s/test/**/*.test.ts',
    'terraform/tests/*.test.ts',
  ]
  const found = await Array.fromAsync(glob(patterns, { cwd: root, exclude: ['**/node_modules'] }))
  return found.toSorted().map((file) => join(root, file))
}

/** A browser, a whole system and the model take both cores: such files run after the others, one at a time. */
export function runsAlone(file: string): boolean {
  return /^bootstrap\/(test|model)\//.test(relative(root, file)) || file.endsWith('.browser.test.ts')
}

/** Whether the word occurs beside any of the files or in what tests stand on, so that only what a run needs is installed. */
export async function anyMentions(files: string[], word: string): Promise<boolean> {
  const folders = [...new Set(files.map((file) => dirname(file))), join(root, 'services/kit/src/testing')]
  for (const folder of folders)
    for await (const name of glob('*.ts', { cwd: folder }))
      if ((await readFile(join(folder, name), 'utf8')).includes(word)) return true
  return false
}
