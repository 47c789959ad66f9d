import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join, matchesGlob, relative } from 'node:path'

const root = join(import.meta.dirname, '../..')
const OURS = 'services/Dockerfile'

interface Instruction {
  name: string
  words: string
}

/** Each stage's instructions, in order. */
function stages(dockerfile = OURS): Instruction[][] {
  const found: Instruction[][] = []
  for (const line of readFileSync(join(root, dockerfile), 'utf8').split('\n')) {
    const [, name, words] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (name === 'FROM') found.push([])
    if (name && words) found.at(-1)!.push({ name, words })
  }
  return found
}

const only = (instructions: Instruction[], name: string) =>
  instructions.filter((instruction) => instruction.name === name).map(({ words }) => words)

/** The lines that keep paths from the build: of a file beside the Dockerfile, else of the project's. */
function ignoring(dockerfile: string): string[] {
  const own = join(root, `${dockerfile}.dockerignore`)
  return readFileSync(existsSync(own) ? own : join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter(Boolean)
}

/** The last line that names a path or a folder above it decides. */
function isIgnored(path: string, lines: string[]): boolean {
  const parts = path.split('/')
  const withParents = parts.map((_, at) => parts.slice(0, at + 1).join('/'))
  const last = lines.findLast((line) => withParents.some((one) => matchesGlob(one, line.replace('!', ''))))
  return last !== undefined && !last.startsWith('!')
}

/** Puts into `folder` what the build copies from the project, beside this machine's packages. */
export function copyContext(folder: string, dockerfile = OURS): void {
  const lines = ignoring(dockerfile)
  const copies = stages(dockerfile).flatMap((stage) => only(stage, 'COPY'))
  for (const words of copies.filter((one) => !one.startsWith('--from='))) {
    const sources = words.split(' ')
    const target = sources.pop()!
    for (const source of sources) {
      const into = target.endsWith('/') ? join(target, source.split('/').at(-1)!) : target
      cpSync(join(root, source), join(folder, into), {
        recursive: true,
        filter: (from) => !isIgnored(relative(root, from), lines),
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
