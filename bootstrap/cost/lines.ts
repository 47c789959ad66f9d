import type { Resource } from '../../terraform/tests/standin/built.ts'
import { HOURS, perMonth, priceOf } from './prices.ts'
import type { Case, Usage } from './usage.ts'

/** One line of the month's bill. */
export interface Line {
  /** The row of the table that it belongs to. */
  service: string
  name: string
  usd: number
}

type Price = (resource: Resource, month: Month) => Line[]

interface Month {
  size: Case
  usage: Usage
  made: Resource[]
}

const line = (service: string, name: string, usd: number): Line => ({ service, name, usd })

/** CloudFront gives so much to every account. */
const FREE_CDN_GB = 1024
const FREE_CDN_MILLION = 10

const priced: Record<string, Price> = {
  aws_eks_cluster: () => [line('EKS', 'control plane', perMonth('eks'))],
  aws_eks_node_group: nodes,
  aws_db_instance: ({ values }, { made }) => {
    const zones = values.multi_az ? 'multi-az' : 'single-az'
    const kept = made.filter(({ type }) => type === 'aws_backup_vault').length
    const weeks = made.find(({ type }) => type === 'aws_backup_plan')!.values.rule[0].lifecycle[0].delete_after / 7
    // A snapshot holds what changed since the last: a fifth of the disk in a week, of which half is full.
    const snapshots = values.allocated_storage * 0.5 * (1 + 0.2 * (weeks - 1)) * kept
    const moved = (values.allocated_storage * 0.5 * 0.2 * 30) / 7
    return [
      line('RDS', values.instance_class, perMonth(`${values.instance_class} ${zones}`)),
      line('RDS', 'storage', values.allocated_storage * priceOf('gbMonth', `database gp3 ${zones}`)),
      line('RDS', 'snapshots', snapshots * priceOf('gbMonth', 'snapshot')),
      line('RDS', 'copies to the second region', moved * priceOf('gb', 'to the second region')),
    ]
  },
  aws_db_instance_automated_backups_replication: (_, { made }) => {
    const { allocated_storage } = made.find(({ type }) => type === 'aws_db_instance')!.values
    return [line('RDS', 'backups in the second region', allocated_storage * 0.5 * priceOf('gbMonth', 'snapshot'))]
  },
  aws_elasticache_replication_group: ({ values }) => {
    const count = values.num_node_groups * (values.replicas_per_node_group + 1)
    return [line('ElastiCache', `${count} x ${values.node_type}`, count * perMonth(values.node_type))]
  },
  aws_nat_gateway: ({ index }) => [line('Network', `NAT gateway ${index}`, perMonth('nat gateway'))],
  aws_eip: ({ index }) => [line('Network', `address of NAT gateway ${index}`, perMonth('public address'))],
  aws_vpc: ({ address }, { usage, made }) => {
    if (address.includes('.standby.')) return []
    const zones = made.filter(
      ({ type, address }) => type === 'aws_subnet' && address.includes('environment.module.network.aws_subnet.public'),
    )
    return [
      line('Network', 'data through NAT', usage.natGb * priceOf('gb', 'nat')),
      // The cluster makes it, so it is in no plan.
      line('Network', 'balancer', perMonth('balancer') + zones.length * perMonth('public address')),
      line('Network', "balancer's capacity", usage.capacityUnits * perMonth('balancer capacity unit')),
    ]
  },
  aws_s3_bucket: ({ address, index }, { usage }) => {
    if (address.includes('.standby.'))
      return [line('Storage', 'images in the second region', usage.imagesGb * priceOf('gbMonth', 's3 infrequent'))]
    const gb = { images: usage.imagesGb, logs: usage.logsArchiveGb }[index!]
    return gb ? [line('Storage', `S3 ${index}`, gb * priceOf('gbMonth', 's3'))] : []
  },
  aws_cloudfront_distribution: (_, { usage }) => [
    line('Storage', 'CloudFront', Math.max(0, usage.cdnGb - FREE_CDN_GB) * priceOf('gb', 'cdn')),
    line(
      'Storage',
      'CloudFront requests',
      Math.max(0, usage.requestsMillion - FREE_CDN_MILLION) * priceOf('million', 'cdn requests'),
    ),
  ],
  // Both regions keep the images.
  aws_ecr_replication_configuration: (_, { usage }) => [
    line('Storage', 'ECR', 2 * usage.ecrGb * priceOf('gbMonth', 'ecr')),
  ],
  aws_eks_addon: ({ index }, { usage }) =>
    index === 'amazon-cloudwatch-observability'
      ? [
          line('CloudWatch', 'logs', usage.logsGb * priceOf('gb', 'logs')),
          line('CloudWatch', 'metrics', usage.metrics * priceOf('month', 'metric')),
        ]
      : [],
  aws_cloudwatch_metric_alarm: ({ values }) => {
    const metrics = values.metric_query?.filter((query: { metric: unknown[] }) => query.metric.length > 0).length || 1
    return [line('CloudWatch', `alarm ${values.alarm_name}`, metrics * priceOf('month', 'alarm'))]
  },
  aws_cloudwatch_composite_alarm: ({ values }) => [
    line('CloudWatch', `alarm ${values.alarm_name}`, priceOf('month', 'composite alarm')),
  ],
  aws_secretsmanager_secret: ({ values }) => [
    line(
      'Secrets and names',
      `secret ${values.name}`,
      (1 + (values.replica?.length ?? 0)) * priceOf('month', 'secret'),
    ),
  ],
  aws_kms_key: ({ values }) => [line('Secrets and names', `key: ${values.description}`, priceOf('month', 'key'))],
  aws_route53_zone: ({ values }) => [line('Secrets and names', `zone ${values.name}`, priceOf('month', 'hosted zone'))],
  aws_wafv2_web_acl: ({ values }, { usage }) => [
    line(
      'Firewall',
      values.name,
      priceOf('month', 'firewall') + values.rule.length * priceOf('month', 'firewall rule'),
    ),
    line('Firewall', `${values.name} requests`, usage.requestsMillion * priceOf('million', 'firewall requests')),
  ],
}

/** Of no price of their own, or so small that no line is worth it. */
const free = new Set(
  `acm_certificate acm_certificate_validation backup_plan backup_selection backup_vault budgets_budget chatbot_slack_channel_configuration
  cloudformation_stack cloudfront_function cloudfront_origin_access_control cloudfront_response_headers_policy cloudwatch_log_group db_parameter_group db_subnet_group default_security_group
  ecr_lifecycle_policy ecr_repository ecr_repository_creation_template eks_access_entry eks_access_policy_association elasticache_parameter_group elasticache_subnet_group flow_log
  iam_openid_connect_provider iam_role iam_role_policy iam_role_policy_attachment internet_gateway kms_alias launch_template route route53_record
  route_table route_table_association s3_bucket_cors_configuration s3_bucket_intelligent_tiering_configuration s3_bucket_lifecycle_configuration s3_bucket_ownership_controls
  s3_bucket_policy s3_bucket_public_access_block s3_bucket_replication_configuration s3_bucket_server_side_encryption_configuration
  s3_bucket_versioning secretsmanager_secret_version security_group sesv2_configuration_set sesv2_email_identity sns_topic sns_topic_policy
  sns_topic_subscription ssm_parameter subnet vpc_endpoint vpc_security_group_egress_rule vpc_security_group_ingress_rule
  wafv2_web_acl_logging_configuration`.split(/\s+/),
)

/**
 * The month's bill of what is made.
 *
 * @throws Error with one sentence that names what has no price.
 */
export function linesOf(made: Resource[], size: Case, usage: Usage): Line[] {
  return made.flatMap((resource) => {
    const price = priced[resource.type]
    if (price) return price(resource, { size, usage, made })
    if (free.has(resource.type.replace(/^aws_/, ''))) return []
    throw new Error(
      `${resource.address} has no price: add ${resource.type} to bootstrap/cost/lines.ts, if only among what is free.`,
    )
  })
}

function nodes({ index, values }: Resource, { size, usage, made }: Month): Line[] {
  const [{ min_size, desired_size, max_size }] = values.scaling_config
  const most = ((max_size - desired_size) * usage.peakHours) / HOURS
  const count = size === 'minimum' ? min_size : desired_size + most
  const spot = values.capacity_type === 'SPOT'
  const kind = `${values.instance_types[0]}${spot ? ' spot' : ''}`
  const template = made.find(
    ({ type, values: { id } }) => type === 'aws_launch_template' && id === values.launch_template[0].id,
  )!
  const gb = template.values.block_device_mappings[0].ebs[0].volume_size
  return [
    line('Nodes', `group ${index}`, count * perMonth(kind)),
    line('Nodes', `disks of group ${index}`, count * gb * priceOf('gbMonth', 'disk gp3')),
  ]
}
