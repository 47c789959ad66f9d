import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { build, environmentNames, type Resource } from './standin/built.ts'

/** What was promised of production, resource by resource: only what is named is compared. */
const promised: Record<string, Record<string, unknown>> = {
  'module.network.aws_vpc.this': { cidr_block: '10.0.0.0/16' },
  'module.network.aws_subnet.public["ap-northeast-2a"]': { cidr_block: '10.0.1.0/24' },
  'module.network.aws_subnet.public["ap-northeast-2b"]': { cidr_block: '10.0.2.0/24' },
  'module.network.aws_subnet.private["ap-northeast-2a"]': { cidr_block: '10.0.10.0/24' },
  'module.network.aws_subnet.private["ap-northeast-2b"]': { cidr_block: '10.0.11.0/24' },
  'module.network.aws_subnet.data["ap-northeast-2a"]': { cidr_block: '10.0.20.0/24' },
  'module.network.aws_subnet.data["ap-northeast-2b"]': { cidr_block: '10.0.21.0/24' },
  'module.cluster.aws_eks_cluster.this': { version: '1.35', deletion_protection: true },
  'module.cluster.aws_eks_node_group.this["zone-a"]': { instance_types: ['t3.medium'], capacity_type: 'ON_DEMAND' },
  'module.cluster.aws_eks_node_group.this["zone-b"]': { instance_types: ['t3.medium'], capacity_type: 'ON_DEMAND' },
  'module.database.aws_db_instance.this': {
    engine: 'postgres',
    engine_version: '16',
    instance_class: 'db.t3.medium',
    allocated_storage: 100,
    storage_type: 'gp3',
    multi_az: true,
    backup_retention_period: 7,
    performance_insights_enabled: true,
    deletion_protection: true,
    publicly_accessible: false,
  },
  'aws_db_instance_automated_backups_replication.standby': { retention_period: 7 },
  'module.cache.aws_elasticache_replication_group.this': {
    engine_version: '7.1',
    node_type: 'cache.t3.medium',
    num_node_groups: 2,
    replicas_per_node_group: 1,
    automatic_failover_enabled: true,
    multi_az_enabled: true,
    snapshot_retention_limit: 7,
  },
  'module.storage.aws_s3_bucket.this["images"]': { bucket: 'tiketi-images-prod' },
  'module.storage.aws_s3_bucket.this["logs"]': { bucket: 'tiketi-logs-archive' },
  'module.registry.aws_ecr_repository.this["tiketi/payment"]': {
    image_tag_mutability: 'IMMUTABLE',
    image_scanning_configuration: [{ scan_on_push: true }],
  },
  'module.edge.aws_acm_certificate.balancer': { domain_name: 'tiketi.com', validation_method: 'DNS' },
  'module.edge.aws_route53_zone.this': { name: 'tiketi.com' },
  'module.budget.aws_budgets_budget.this': { limit_amount: '1500', time_unit: 'MONTHLY' },
  'module.observability.aws_cloudwatch_metric_alarm.this["nodes-cpu"]': { threshold: 80, period: 300 },
  'module.observability.aws_cloudwatch_metric_alarm.this["nodes-memory"]': { threshold: 85, period: 300 },
  'module.observability.aws_cloudwatch_metric_alarm.this["database-connections"]': { threshold: 320, period: 300 },
  'module.observability.aws_cloudwatch_metric_alarm.errors["error-ratio"]': { threshold: 5, evaluation_periods: 1 },
  'module.observability.aws_cloudwatch_metric_alarm.this["database-cpu"]': { threshold: 80, period: 300 },
  'module.observability.aws_cloudwatch_log_group.this["/aws/eks/tiketi/tiketi-production"]': { retention_in_days: 30 },
}

const production = async (): Promise<Map<string, Resource>> => {
  const { made } = await build('production')
  return new Map(made.map((resource) => [resource.address.replace('module.environment.', ''), resource]))
}

test('production is made with the numbers that were promised', async () => {
  const made = await production()
  for (const [address, numbers] of Object.entries(promised)) {
    const values = made.get(address)?.values
    assert.ok(values, `${address} is not made`)
    const compared = Object.fromEntries(Object.keys(numbers).map((name) => [name, values[name]]))
    assert.deepEqual(compared, numbers, address)
  }
})

test('on-demand nodes: 4 wanted, 2 to 10, half in each zone; spot nodes: 2 wanted, 0 to 20', async () => {
  const groups = [...(await production()).values()].filter(({ type }) => type === 'aws_eks_node_group')
  const sizes = (capacity: string) =>
    groups
      .filter(({ values }) => values.capacity_type === capacity)
      .map(({ values }) => values.scaling_config[0])
      .reduce((sum, s) => [sum[0] + s.min_size, sum[1] + s.desired_size, sum[2] + s.max_size], [0, 0, 0])
  assert.deepEqual(sizes('ON_DEMAND'), [2, 4, 10])
  assert.deepEqual(sizes('SPOT'), [0, 2, 20])
})

test('the last 10 images of each of the six services are kept, in both regions, and signatures are none of the ten', async () => {
  const made = [...(await production()).values()]
  const policies = made.filter(({ type }) => type === 'aws_ecr_lifecycle_policy').map(({ values }) => values.policy)
  assert.equal(policies.length, 6)
  const copies = made.find(({ type }) => type === 'aws_ecr_repository_creation_template')!.values
  assert.deepEqual([copies.prefix, copies.applied_for], ['tiketi', ['REPLICATION']])
  for (const policy of [...policies, copies.lifecycle_policy])
    assert.deepEqual(
      JSON.parse(policy).rules.map(({ selection }: { selection: Record<string, unknown> }) => [
        selection.tagPatternList ?? selection.tagStatus,
        selection.countNumber,
      ]),
      [
        [['sha256-*'], 10],
        [['*'], 10],
        ['untagged', 30],
      ],
    )
})

for (const environment of environmentNames)
  test(`in ${environment} what pods write goes to the promised group and to no other, and every group ends after 30 days`, async () => {
    const { made } = await build(environment)
    const groups = made.filter(({ type }) => type === 'aws_cloudwatch_log_group').map(({ values }) => values)
    for (const { name, retention_in_days } of groups) assert.equal(retention_in_days, 30, name)
    const addon = made.find(({ index }) => index === 'amazon-cloudwatch-observability')!.values
    const { containerLogs } = JSON.parse(addon.configuration_values)
    const pods: string = containerLogs.fluentBit.config.extraFiles['application-log.conf']
    const setting = (name: string) =>
      [...pods.matchAll(new RegExp(`^ *${name} +(.*)$`, 'gm'))].map(([, value]) => value)
    assert.equal(containerLogs.enabled, true)
    assert.deepEqual(setting('log_group_name'), [`/aws/eks/tiketi/tiketi-${environment}`])
    assert.deepEqual(setting('auto_create_group'), ['false'])
    assert.deepEqual(setting('Path'), ['/var/log/containers/*.log'])
    // What Fluent Bit itself fills in must reach it as it is.
    assert.deepEqual(setting('region'), ['${' + 'AWS_REGION}'])
    assert.ok(groups.some(({ name }) => name === setting('log_group_name')[0]))
  })

test('images can be had back for 90 days, lie in a cheaper class after as many, and uploads are gone after a day', async () => {
  const { rule } = (await production()).get('module.storage.aws_s3_bucket_lifecycle_configuration.images')!.values
  const [old, gone, uploads] = rule
  assert.deepEqual([old.filter[0].prefix, old.transition[0].days], ['images/', 90])
  assert.equal(old.transition[0].storage_class, 'GLACIER_IR')
  assert.equal(gone.noncurrent_version_expiration[0].noncurrent_days, 90)
  assert.deepEqual([uploads.filter[0].prefix, uploads.expiration[0].days], ['uploads/', 1])
})

test('pictures are sent by pages of the storefront alone', async () => {
  const { cors_rule } = (await production()).get('module.storage.aws_s3_bucket_cors_configuration.images')!.values
  assert.equal(cors_rule.length, 1)
  assert.deepEqual(cors_rule[0].allowed_origins, ['https://tiketi.com'])
  assert.deepEqual(cors_rule[0].allowed_methods, ['POST'])
})

test('weekly snapshots are kept 30 days, here and in the second region', async () => {
  const made = await production()
  const { rule } = made.get('module.backup.aws_backup_plan.this')!.values
  assert.equal(rule[0].lifecycle[0].delete_after, 30)
  assert.equal(rule[0].copy_action[0].lifecycle[0].delete_after, 30)
  assert.equal(
    rule[0].copy_action[0].destination_vault_arn,
    made.get('module.standby.aws_backup_vault.this')!.values.arn,
  )
})

test('alarms and the budget reach the topic, and the topic reaches people', async () => {
  const made = [...(await production()).values()]
  const topic = made.find(({ type }) => type === 'aws_sns_topic')!.values.arn
  const burning = made.filter(({ type }) => type === 'aws_cloudwatch_composite_alarm')
  assert.deepEqual(burning.map(({ index }) => index).toSorted(), ['fast', 'slow'])
  const silent = made
    .filter(({ type }) => /^aws_cloudwatch_(metric|composite)_alarm$/.test(type))
    .filter(({ values }) => !values.alarm_actions?.includes(topic))
    .map(({ index }) => index)
  // These four are halves of the two that tell.
  assert.deepEqual(silent.toSorted(), ['burn-fast-long', 'burn-fast-short', 'burn-slow-long', 'burn-slow-short'])
  const budget = made.find(({ type }) => type === 'aws_budgets_budget')!.values
  for (const { subscriber_sns_topic_arns } of budget.notification) assert.deepEqual(subscriber_sns_topic_arns, [topic])
  assert.ok(made.some(({ type, values }) => type === 'aws_sns_topic_subscription' && values.topic_arn === topic))
})

test('every alarm is one that CloudWatch takes', async () => {
  const alarms = [...(await production()).values()].filter(({ type }) => type === 'aws_cloudwatch_metric_alarm')
  assert.ok(alarms.length >= 10)
  for (const { address, values } of alarms) {
    const queries: Query[] = values.metric_query
    if (queries.length === 0) {
      assert.ok(values.metric_name && values.period % 60 === 0, address)
      continue
    }
    const metrics = queries.filter(({ metric }) => metric.length > 0)
    const watched = queries.filter(({ return_data }) => return_data)
    assert.equal(watched.length, 1, `${address} watches one series`)
    // Of queries in SQL an alarm takes one, and of searches none; ten metrics at most, all with one period.
    for (const { expression } of watched) assert.doesNotMatch(expression, /SELECT|SEARCH/, address)
    assert.equal(queries.length, metrics.length + 1, address)
    assert.ok(metrics.length <= 10, address)
    const periods = new Set(metrics.map(({ metric }) => metric[0]!.period))
    assert.equal(periods.size, 1, address)
    for (const period of periods) assert.ok(period % 60 === 0 && period * values.evaluation_periods <= 86_400, address)
    for (const { id } of queries) assert.match(id, /^[a-z]\w*$/, address)
    const named = [...watched[0]!.expression.matchAll(/\b[a-z]\w*/g)].map(([id]) => id)
    const known = metrics.map(({ id }) => id).toSorted()
    if (named.length > 0) assert.deepEqual([...new Set(named)].toSorted(), known, address)
    else assert.match(watched[0]!.expression, /METRICS\(\)/, address)
  }
})

test('the share of failed requests is right in a calm minute, in a bad one and when nothing answers', async () => {
  const alarm = (await production()).get('module.observability.aws_cloudwatch_metric_alarm.errors["error-ratio"]')!
  const queries: Query[] = alarm.values.metric_query
  const { expression } = queries.find(({ return_data }) => return_data)!
  for (const { metric } of queries)
    for (const { dimensions } of metric)
      assert.deepEqual(dimensions, { LoadBalancer: 'app/k8s-tiketi/50dc6c495c0c9188' })
  const share = (counted: Record<string, number>): number =>
    runInNewContext(expression.replaceAll(/FILL\((\w+), 0\)/g, (_, id) => String(counted[id] ?? 0)))
  assert.equal(share({ seen: 1000 }), 0)
  assert.equal(share({ seen: 1000, services: 60 }), 6)
  // Without a target the balancer refuses by itself and has seen no request.
  assert.equal(share({ balancer: 500 }), 100)
  assert.ok(Number.isNaN(share({})), 'nobody came: no value, which is no alarm')
})

test('the error budget burns fast at 14.4 times in an hour, slowly at 6 times in six', async () => {
  const made = await production()
  const alarm = (window: string) => {
    const { threshold, metric_query } = made.get(
      `module.observability.aws_cloudwatch_metric_alarm.errors["burn-${window}"]`,
    )!.values
    const { period } = (metric_query as Query[]).find(({ metric }) => metric.length > 0)!.metric[0]!
    return [period / 60, Math.round(threshold * 1000) / 1000]
  }
  assert.deepEqual(['fast-long', 'fast-short', 'slow-long', 'slow-short'].map(alarm), [
    [60, 0.144],
    [5, 0.144],
    [360, 0.06],
    [30, 0.06],
  ])
  for (const speed of ['fast', 'slow'])
    assert.equal(
      made.get(`module.observability.aws_cloudwatch_composite_alarm.burn["${speed}"]`)!.values.alarm_rule,
      `ALARM("tiketi-production-burn-${speed}-long") AND ALARM("tiketi-production-burn-${speed}-short")`,
    )
})

test('the second region holds what takes long to make, and nothing that costs by the hour', async () => {
  const standby = [...(await production()).keys()].filter((address) => address.startsWith('module.standby.'))
  for (const type of ['aws_vpc', 'aws_kms_key', 'aws_backup_vault', 'aws_s3_bucket', 'aws_db_subnet_group'])
    assert.ok(
      standby.some((address) => address.includes(`.${type}.`)),
      type,
    )
  const hourly =
    /\.aws_(nat_gateway|eip|eks_cluster|eks_node_group|db_instance|elasticache_\w+|vpc_endpoint_interface|lb)\./
  assert.deepEqual(
    standby.filter((address) => hourly.test(address)),
    [],
  )
})

interface Query {
  id: string
  expression: string
  return_data: boolean
  metric: { period: number; dimensions: Record<string, string> }[]
}
