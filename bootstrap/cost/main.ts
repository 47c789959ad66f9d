import { writeFileSync } from 'node:fs'
import { environmentNames, STAND_IN } from '../../terraform/tests/standin/built.ts'
import { type Accepted, acceptedFile, billOf, excess, readAccepted, rounded, table } from './report.ts'

/** `npm run cost` prints what each environment costs a month; with `-- --accept` it becomes what later bills are compared with. */
async function main(accept: boolean) {
  console.log(STAND_IN)
  const accepted = accept ? undefined : readAccepted()
  const fresh: Partial<Accepted> = {}
  for (const environment of environmentNames) {
    const bill = await billOf(environment)
    console.log(`\n${table(environment, bill)}`)
    fresh[environment] = rounded(bill.lines.peak)
    const complaint = excess(bill, accepted?.[environment] ?? {})
    if (complaint) throw new Error(`${environment}: ${complaint}`)
  }
  if (accept) writeFileSync(acceptedFile, `${JSON.stringify(fresh, null, 2)}\n`)
}

try {
  await main(process.argv.includes('--accept'))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
