import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serviceNames } from '../../services/contracts/src/routes.ts'

const [environment, service = '', digest = ''] = process.argv.slice(2)

/** Writes the digest of a service's new image into an environment's lock. */
if (!serviceNames.some((name) => name === service)) throw new Error(`There is no service "${service}".`)
if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`"${digest}" is not a digest.`)
const file = join(import.meta.dirname, `../../cdk8s/images/${environment}.json`)
const lock = { ...JSON.parse(readFileSync(file, 'utf8')), [service]: digest }
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
