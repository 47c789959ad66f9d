import { drift, readFiles, render, writeFiles } from './rendered.ts'

const [option] = process.argv.slice(2)

try {
  const wanted = render()
  const committed = readFiles()
  if (option === '--check') {
    const differing = drift(committed, wanted)
    if (differing.length > 0)
      throw new Error(
        `gitops/rendered is not what cdk8s/ says:\n${differing.map((line) => `  ${line}`).join('\n')}\nRun npm run synth and commit what it writes.`,
      )
    console.log(`gitops/rendered is what cdk8s/ says: ${wanted.size} files.`)
  } else if (option === undefined) {
    writeFiles(wanted)
    console.log(`gitops/rendered holds ${wanted.size} files, ${drift(committed, wanted).length} of them changed.`)
  } else {
    throw new Error(`There is no option ${option}: npm run synth [-- --check | --diff].`)
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
