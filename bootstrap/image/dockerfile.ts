import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { join, matchesGlob, relative } from 'node:path'

const root = join(import.meta.dirname, '../..')

interface Instruction {
  name: string
  words: string
}

/** Each stage's instructions, in order. */
function stages(): Instruction[][] {
  const found: Instruction[][] = []
  for (const line of readFileSync(join(root, 'services/Dockerfile'), 'utf8').split('\n')) {
    const [, name, words] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (name === 'FROM') found.push([])
    if (name && words) found.at(-1)!.push({ name, words })
  }
  return found
}

const only = (instructions: Instruction[], name: string) =>
  instructions.filter((instruction) => instruction.name === name).map(({ words }) => words)

/** Whether .dockerignore keeps a path from the build: the last line that names it or a folder above it decides. */
function isIgnored(path: string): boolean {
  const parts = path.split('/')
  const withParents = parts.map((_, at) => parts.slice(0, at + 1).join('/'))
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean)
  const last = lines.findLast((line) => withParents.some((one) => matchesGlob(one, line.replace('!', ''))))
  return last !== undefined && !last.startsWith('!')
}

/** Puts into `folder` what the build copies from the project, beside this machine's packages. */
export function copyContext(folder: string): void {
  for (const words of only(stages()[0]!, 'COPY')) {
    const sources = words.split(' ')
    const target = sources.pop()!
    for (const source of sources) {
      const into = target.endsWith('/') ? join(target, source.split('/').at(-1)!) : target
      cpSync(join(root, source), join(folder, into), {
        recursive: true,
        filter: (from) => !isIgnored(relative(root, from)),
      })
    }
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
}

/** How the image starts: its command without a pod's arguments, where, as whom and with which environment. */
export function start(): { command: string[]; folder: string; user: string; env: Record<string, string> } {
  const last = stages().at(-1)!
  const pairs = only(last, 'ENV').flatMap((words) => words.split(' '))
  return {
    command: JSON.parse(only(last, 'ENTRYPOINT')[0]!) as string[],
    folder: only(last, 'WORKDIR')[0]!,
    user: only(last, 'USER')[0]!,
    env: Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])),
  }
}
