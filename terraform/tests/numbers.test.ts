import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build, type Resource } from './standin/built.ts'

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

test('the last 10 images of each of the six services are kept', async () => {
  const policies = [...(await production()).values()].filter(({ type }) => type === 'aws_ecr_lifecycle_policy')
  assert.equal(policies.length, 6)
  for (const { values } of policies) assert.equal(JSON.parse(values.policy).rules[0].selection.countNumber, 10)
})

test('images can be had back for 90 days, and lie in a cheaper class after as many', async () => {
  const { rule } = (await production()).get('module.storage.aws_s3_bucket_lifecycle_configuration.images')!.values
  assert.equal(rule[0].noncurrent_version_expiration[0].noncurrent_days, 90)
  assert.deepEqual([rule[0].transition[0].days, rule[0].transition[0].storage_class], [90, 'GLACIER_IR'])
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
