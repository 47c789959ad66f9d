import { registry } from '@tiketi/kit/metrics'

/** How many passwords this process has hashed or checked, and what else takes time in the argument. */
export async function passwordsWorkedOn(work: () => Promise<unknown>): Promise<number> {
  const before = await count()
  await work()
  return (await count()) - before
}

async function count(): Promise<number> {
  const metric = await registry.getSingleMetric('password_work_seconds')!.get()
  const total = metric.values.find((value) => 'metricName' in value && String(value.metricName).endsWith('_count'))
  return total?.value ?? 0
}
