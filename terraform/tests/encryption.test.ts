import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build, environmentNames, type Resource } from './standin/built.ts'
import { statementsOf } from './statements.ts'

for (const environment of environmentNames) {
  test(`in ${environment} no bucket is public, each keeps versions, is encrypted and is read by TLS alone`, async () => {
    const { made } = await build(environment)
    assert.equal(made.filter(({ type }) => type === 'aws_s3_bucket').length, 4)
    assert.deepEqual(faultsOfBuckets(made), [])
  })

  test(`in ${environment} all that is kept and all that is sent is encrypted`, async () => {
    const { made } = await build(environment)
    const of = (type: string) => made.filter((resource) => resource.type === type)
    const encrypted: [string, (values: Resource['values']) => unknown][] = [
      ['aws_db_instance', (v) => v.storage_encrypted && v.kms_key_id],
      [
        'aws_db_parameter_group',
        (v) => v.parameter.some((p: Parameter) => p.name === 'rds.force_ssl' && p.value === '1'),
      ],
      ['aws_elasticache_replication_group', (v) => v.at_rest_encryption_enabled === 'true' && v.kms_key_id],
      ['aws_elasticache_replication_group', (v) => v.transit_encryption_mode === 'required'],
      ['aws_launch_template', (v) => v.block_device_mappings[0].ebs[0].encrypted === 'true'],
      ['aws_launch_template', (v) => v.metadata_options[0].http_tokens === 'required'],
      ['aws_ecr_repository', (v) => v.encryption_configuration[0].encryption_type === 'KMS'],
      ['aws_secretsmanager_secret', (v) => v.kms_key_id],
      ['aws_sns_topic', (v) => v.kms_master_key_id],
      ['aws_backup_vault', (v) => v.kms_key_arn],
      ['aws_eks_cluster', (v) => v.encryption_config[0].resources[0] === 'secrets'],
      ['aws_kms_key', (v) => v.enable_key_rotation],
      ['aws_cloudfront_distribution', (v) => v.viewer_certificate[0].minimum_protocol_version === 'TLSv1.2_2021'],
    ]
    for (const [type, is] of encrypted) {
      assert.ok(of(type).length > 0, type)
      for (const { address, values } of of(type)) assert.ok(is(values), `${address} is not encrypted`)
    }
  })
}

test('a bucket that is public, by its block or by its policy, is refused with a sentence', async () => {
  const { made } = await build('production')
  const spoilt = structuredClone(made)
  const images = spoilt.find(({ type, index }) => type === 'aws_s3_bucket' && index === 'images')!.values
  for (const { type, values } of spoilt.filter(({ values }) => values.bucket === images.id)) {
    if (type === 'aws_s3_bucket_public_access_block') values.block_public_policy = false
    if (type === 'aws_s3_bucket_policy')
      values.policy = JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
      })
  }
  assert.deepEqual(faultsOfBuckets(spoilt), [
    'tiketi-images-prod is public: block_public_policy must be true.',
    'tiketi-images-prod is read without TLS: its policy must deny that.',
    'tiketi-images-prod is open to "*": only a service of AWS may read it, under a condition.',
  ])
})

/** One sentence for each thing that is wrong with a bucket. */
function faultsOfBuckets(made: Resource[]): string[] {
  return made
    .filter(({ type }) => type === 'aws_s3_bucket')
    .flatMap(({ values: { id, bucket } }) => {
      const of = (type: string) => made.find((r) => r.type === type && r.values.bucket === id)?.values
      const block = of('aws_s3_bucket_public_access_block')
      const ways = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets']
      const versions = of('aws_s3_bucket_versioning')?.versioning_configuration[0].status
      const ownership = of('aws_s3_bucket_ownership_controls')?.rule[0].object_ownership
      const encryption = of('aws_s3_bucket_server_side_encryption_configuration')?.rule[0]
      const statements = statementsOf(of('aws_s3_bucket_policy')?.policy ?? '{"Statement":[]}')
      const open = statements.filter(
        ({ Effect, Principal, Condition }) => Effect === 'Allow' && !(Principal?.Service && Condition),
      )
      return [
        ...ways.filter((way) => block?.[way] !== true).map((way) => `is public: ${way} must be true.`),
        ...(versions === 'Enabled' ? [] : ['keeps no versions: what is deleted by mistake is gone.']),
        ...(ownership === 'BucketOwnerEnforced' ? [] : ['has access lists: its owner must own every object.']),
        ...(encryption?.apply_server_side_encryption_by_default[0].sse_algorithm ? [] : ['is not encrypted.']),
        ...(statements.some(({ Effect, Sid }) => Effect === 'Deny' && Sid === 'OnlyByTls')
          ? []
          : ['is read without TLS: its policy must deny that.']),
        ...open.map(
          ({ Principal }) =>
            `is open to ${JSON.stringify(Principal)}: only a service of AWS may read it, under a condition.`,
        ),
      ].map((fault) => `${bucket} ${fault}`)
    })
}

interface Parameter {
  name: string
  value: string
}
