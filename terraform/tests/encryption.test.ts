import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build, environmentNames, type Resource } from './standin/built.ts'
import { statementsOf } from './statements.ts'

for (const environment of environmentNames) {
  test(`in ${environment} no bucket is public, each keeps versions, is encrypted and is read by TLS alone`, async () => {
    const { made } = await build(environment)
    const buckets = made.filter(({ type }) => type === 'aws_s3_bucket')
    assert.equal(buckets.length, 4)
    for (const { address, values } of buckets) {
      const of = (type: string) =>
        made.filter((r) => r.type === type && r.values.bucket === values.id).map((r) => r.values)
      const [block] = of('aws_s3_bucket_public_access_block')
      for (const way of ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'])
        assert.equal(block?.[way], true, `${address}: ${way}`)
      assert.equal(of('aws_s3_bucket_versioning')[0]?.versioning_configuration[0].status, 'Enabled', address)
      assert.equal(of('aws_s3_bucket_ownership_controls')[0]?.rule[0].object_ownership, 'BucketOwnerEnforced', address)
      const [encryption] = of('aws_s3_bucket_server_side_encryption_configuration')
      assert.ok(encryption?.rule[0].apply_server_side_encryption_by_default[0].sse_algorithm, address)
      const statements = statementsOf(of('aws_s3_bucket_policy')[0]?.policy ?? '{"Statement":[]}')
      assert.ok(
        statements.some(({ Effect, Sid }) => Effect === 'Deny' && Sid === 'OnlyByTls'),
        address,
      )
      for (const { Effect, Principal, Condition } of statements)
        assert.ok(
          Effect === 'Deny' || (Principal?.Service && Condition),
          `${address} is open to ${JSON.stringify(Principal)}`,
        )
    }
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

interface Parameter {
  name: string
  value: string
}
