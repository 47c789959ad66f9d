import { text } from 'node:stream/consumers'
import { serviceNames } from '../../services/contracts/src/routes.ts'

/** What every image is made of. */
const SHARED = [
  'services/contracts/src/',
  'services/kit/src/',
  'services/Dockerfile',
  'bootstrap/image/',
  'package-lock.json',
  '.dockerignore',
]

/** Prints the services whose image may differ after a change of the paths on the standard input. */
const paths = (await text(process.stdin)).split('\n').filter((path) => path && !/\.(test\.ts|md)$/.test(path))
const touches = (prefix: string) => paths.some((path) => path.startsWith(prefix))
const changed = serviceNames.filter((name) => [...SHARED, `services/${name}-service/src/`].some(touches))
console.log(JSON.stringify(changed))
