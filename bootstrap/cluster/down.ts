import { kind } from '../tools.ts'
import { run } from './command.ts'
import { needDocker } from './docker.ts'
import { CLUSTER } from './kind.ts'

try {
  needDocker('cluster:down')
  run(await kind(), ['delete', 'cluster', '--name', CLUSTER])
  console.log('The cluster is gone, and with it all that its stores kept.')
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
