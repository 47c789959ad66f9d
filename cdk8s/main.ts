import { filesAt } from './diff/committed.ts'
import { inWords } from './diff/words.ts'
import { unreleased } from './environments/images.ts'
import { environments } from './environments/index.ts'
import { drift, type Files, readFiles, render, writeFiles } from './rendered.ts'

const USAGE = 'npm run synth [-- --check | --diff [COMMIT]]'

/** Writes gitops/rendered; `--check` fails where it is not what it should be; `--diff` says what changed since a commit. */
function synth([option, commit = 'HEAD']: string[]): string[] {
  const wanted = render()
  switch (option) {
    case undefined:
      return write(wanted)
    case '--check':
      return check(wanted)
    case '--diff':
      return tell(filesAt(commit, wanted), wanted, commit)
    default:
      throw new Error(`There is no option ${option}: ${USAGE}.`)
  }
}

function write(wanted: Files): string[] {
  const changed = drift(readFiles(), wanted).length
  writeFiles(wanted)
  return [`gitops/rendered holds ${wanted.size} files, ${changed} of them changed.`, ...waiting()]
}

function check(wanted: Files): string[] {
  const differing = drift(readFiles(), wanted)
  if (differing.length === 0) return [`gitops/rendered is what cdk8s/ says: ${wanted.size} files.`]
  const lines = differing.map((line) => `  ${line}`)
  throw new Error(['gitops/rendered is not what cdk8s/ says:', ...lines, 'Run npm run synth and commit it.'].join('\n'))
}

function tell(before: Files, wanted: Files, commit: string): string[] {
  const words = inWords(before, wanted)
  // What words pass over is still a change.
  const lines = words.length > 0 ? words : drift(before, wanted)
  return lines.length > 0 ? lines : [`Nothing changed since ${commit}.`]
}

function waiting(): string[] {
  return Object.keys(environments).flatMap((name) => {
    const services = unreleased(name)
    return services.length > 0
      ? [`${name} waits for the first image of ${services.join(', ')}: images/${name}.json.`]
      : []
  })
}

try {
  console.log(synth(process.argv.slice(2)).join('\n'))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
