import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { build, environmentNames, type Resource } from './standin/built.ts'
import { type Statement, statementsOf } from './statements.ts'

const { secrets } = JSON.parse(readFileSync(join(import.meta.dirname, '../settings.json'), 'utf8')) as {
  secrets: Record<string, { readers: string[] }>
}

/** Actions that AWS lets nobody limit to a resource, or whose resources have no names yet: each with its reason. */
const ANY_RESOURCE: Record<string, string> = {
  'autoscaling:Describe*': 'Describe actions of Auto Scaling know no resources',
  'ec2:Describe*': 'Describe actions of EC2 know no resources',
  'ec2:Get*': 'the two Get actions of EC2 that are used know no resources',
  'elasticloadbalancing:Describe*': 'Describe actions of the balancer know no resources',
  'ecr:GetAuthorizationToken': 'the token is for the whole registry',
  'route53:ListHostedZones': 'lists what there is',
  'route53:ListTagsFor*': 'of whichever zones there are',
  'secretsmanager:GetRandomPassword': 'it makes a value up and reads none',
  'wafv2:GetWebACLForResource': 'it asks by the balancer, which has no name yet',
  'xray:Put*': 'X-Ray knows no resources',
}

/** Whole services' actions, which only AWS' own keys of policies on resources need. */
const ANY_ACTION: Record<string, string> = {
  AccountDecidesByItsPolicies: "without it a key could not be managed by anybody: AWS' own default",
  OnlyByTls: 'it denies',
}

const ENCRYPTING = ['kms:ReEncrypt*', 'kms:GenerateDataKey*']

const POLICIES = ['aws_iam_role_policy', 'aws_kms_key', 'aws_s3_bucket_policy', 'aws_sns_topic_policy']

for (const environment of environmentNames) {
  test(`in ${environment} no policy allows any action`, async () => {
    const found = (await policies(environment)).flatMap(({ address, statements }) =>
      statements
        .filter(({ Sid }) => !(Sid && Sid in ANY_ACTION))
        .flatMap(({ Action }) => Action.filter((action) => action.includes('*') && !ENCRYPTING.includes(action)))
        .map((action) => `${address}: ${action}`),
    )
    assert.deepEqual(found, [])
  })

  test(`in ${environment} no role may act on everything, but where AWS demands it`, async () => {
    const found = (await policies(environment))
      .filter(({ type }) => type === 'aws_iam_role_policy')
      .flatMap(({ address, statements }) =>
        statements
          .filter(({ Resource }) => Resource.includes('*'))
          .flatMap(({ Action }) =>
            Action.filter((action) => !Object.keys(ANY_RESOURCE).some((rule) => fits(rule, action))),
          )
          .map((action) => `${address}: ${action} on everything`),
      )
    assert.deepEqual(found, [])
  })

  test(`in ${environment} every resource that a role reaches is of this account and has a name of ours`, async () => {
    const account = (await build(environment)).outputs.facts.accountId
    for (const { address, type, statements } of await policies(environment))
      for (const { Resource } of type === 'aws_iam_role_policy' ? statements : [])
        for (const arn of Resource.filter((resource) => resource !== '*')) {
          assert.match(
            arn,
            new RegExp(`^arn:aws:(standin:|s3:::tiketi-|[a-z0-9-]+:[a-z0-9-]*:${account}:)`),
            `${address}: ${arn}`,
          )
          assert.doesNotMatch(arn, /:\*$|secret:\*|parameter\/\*/, `${address}: ${arn}`)
        }
  })

  test(`in ${environment} a service reads its own secrets and settings, and nobody else's`, async () => {
    const roles = await policies(environment)
    for (const reader of ['auth', 'event', 'queue', 'reservation', 'payment', 'notification', 'migration']) {
      const { statements } = roles.find(({ address }) => address.endsWith(`aws_iam_role_policy.service["${reader}"]`))!
      const resources = (action: string) =>
        statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource)
      const read = resources('secretsmanager:GetSecretValue').map(
        (arn) => /secret:tiketi\/\w+\/(.*)-\?{6}$/.exec(arn)?.[1],
      )
      const own = Object.keys(secrets).filter((name) => secrets[name]!.readers.includes(reader))
      assert.deepEqual(read.toSorted(), own.toSorted(), reader)
      const referenced = resources('ssm:GetParameter').map((arn) => /tiketi\/\w+\/(.*)$/.exec(arn)?.[1])
      assert.deepEqual(referenced.toSorted(), own.toSorted(), reader)
      const paths = resources('ssm:GetParametersByPath').map((arn) => /tiketi\/\w+\/(\w+)\/\*$/.exec(arn)?.[1])
      if (reader !== 'migration') assert.deepEqual(paths, ['shared', reader])
      const others = statements
        .flatMap(({ Action }) => Action)
        .filter((action) => !/^(ssm|secretsmanager):Get/.test(action))
      const more: Record<string, string[]> = {
        event: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        notification: ['ses:SendEmail', 'ses:SendRawEmail'],
      }
      assert.deepEqual(others, more[reader] ?? [], reader)
      const images = `arn:aws:s3:::tiketi-images-${environment === 'production' ? 'prod' : environment}`
      for (const action of reader === 'event' ? others : [])
        assert.deepEqual(resources(action), [`${images}/uploads/*`, `${images}/images/*`])
    }
  })

  test(`in ${environment} an add-on's secrets are read by External Secrets, and the on-call service's address by no role`, async () => {
    const { made } = await build(environment)
    const all = await policies(environment)
    const reading = (name: string) =>
      all
        .filter(
          ({ type, statements }) =>
            type === 'aws_iam_role_policy' && covers(statements, secretArn(environment, made, name)),
        )
        .map(({ index }) => index)
    for (const name of Object.keys(secrets).filter((secret) => secret.startsWith('addon/')))
      assert.deepEqual(reading(name), ['external-secrets'], name)
    assert.deepEqual(reading('alarms/pagerduty'), [])
  })

  test(`in ${environment} each role is taken by exactly one account of the cluster, one service of AWS, one branch or environment`, async () => {
    const { made } = await build(environment)
    for (const { address, values } of made.filter(({ type }) => type === 'aws_iam_role')) {
      const statements = statementsOf(values.assume_role_policy)
      assert.equal(statements.length, 1, address)
      const { Principal, Condition } = statements[0]!
      if (!Principal?.Federated) {
        assert.match(String(Principal?.Service), /^[a-z0-9.-]+\.amazonaws\.com$/, address)
        continue
      }
      const equals = Object.entries(Condition?.StringEquals ?? {})
      const subjects = equals.filter(([key]) => key.endsWith(':sub')).flatMap(([, value]) => value)
      assert.ok(
        equals.some(([key, value]) => key.endsWith(':aud') && value === 'sts.amazonaws.com'),
        address,
      )
      assert.equal(subjects.length, address.endsWith('service["migration"]') ? 6 : 1, address)
      for (const subject of subjects) assert.doesNotMatch(String(subject), /[*?]/, address)
    }
  })

  test(`in ${environment} the cluster knows who is on call by the group that may promote and abort`, async () => {
    const sre = readFileSync(join(import.meta.dirname, '../../gitops/addons/argo-rollouts/sre.yaml'), 'utf8')
    const [, group] = /kind: Group\n +name: (\S+)/.exec(sre)!
    const { made } = await build(environment)
    const groups = made
      .filter(({ type }) => type === 'aws_eks_access_entry')
      .map(({ values }) => values.kubernetes_groups)
    assert.deepEqual(groups.flat().filter(Boolean), [group])
    const policies = made
      .filter(({ type }) => type === 'aws_eks_access_policy_association')
      .map(({ index, values }) => [index, values.policy_arn.split('/').at(-1)])
    assert.deepEqual(
      Object.fromEntries(policies),
      environment === 'production'
        ? {
            administrators: 'AmazonEKSClusterAdminPolicy',
            operators: 'AmazonEKSViewPolicy',
            developers: 'AmazonEKSViewPolicy',
          }
        : { administrators: 'AmazonEKSClusterAdminPolicy', developers: 'AmazonEKSEditPolicy' },
    )
  })

  test(`in ${environment} the pipeline's roles are taken by one branch or environment of the repository each`, async () => {
    const { made, outputs } = await build(environment)
    const roles = made.filter(({ address }) => address.includes('.aws_iam_role.pipeline['))
    const subjects = Object.fromEntries(
      roles.map(({ index, values }) => {
        const [{ Condition }] = statementsOf(values.assume_role_policy) as [Statement]
        return [index, Condition!.StringEquals!['token.actions.githubusercontent.com:sub']]
      }),
    )
    assert.deepEqual(subjects, {
      release: 'repo:tiketi/tiketi:ref:refs/heads/main',
      plan: `repo:tiketi/tiketi:environment:plan-${environment}`,
      storefront: `repo:tiketi/tiketi:environment:storefront-${environment}`,
    })
    for (const name of ['release', 'plan', 'storefront'])
      assert.equal(
        outputs[`${name}_role_arn`],
        `arn:aws:iam::${outputs.facts.accountId}:role/tiketi-${environment}-${name}`,
      )
  })

  test(`in ${environment} a pull request's plan reads the state, and neither changes anything nor reads a secret`, async () => {
    const { made, openedByPlan } = await build(environment)
    const { statements } = (await policies(environment)).find(({ address }) => address.endsWith('pipeline["plan"]'))!
    assert.deepEqual(
      statements.flatMap(({ Action, Resource }) => Action.map((action) => `${action} ${Resource}`)),
      [
        `s3:ListBucket arn:aws:s3:::tiketi-terraform-${environment}`,
        `s3:GetObject arn:aws:s3:::tiketi-terraform-${environment}/${environment}.tfstate`,
        'elasticloadbalancing:DescribeLoadBalancers *',
        'elasticloadbalancing:DescribeTags *',
        'secretsmanager:GetRandomPassword *',
        `secretsmanager:GetSecretValue ${secretArn(environment, made, 'plan')}`,
      ],
    )
    // What it may read is all that Terraform opens when it plans, and is no secret.
    const plan = made.find(({ address }) => address.endsWith('module.secrets.aws_secretsmanager_secret.plan'))!.values
    assert.deepEqual([...new Set(openedByPlan)], [`aws_secretsmanager_secret_version ${plan.id}`])
    const written = made.find(({ address }) => address.endsWith('aws_secretsmanager_secret_version.plan'))!.values
    assert.equal(written.secret_string, 'a-plan-reads-no-password')
  })

  test(`in ${environment} images and pages are each published by a role that can do nothing else`, async () => {
    const { made } = await build(environment)
    const may = async (role: string) =>
      (await policies(environment))
        .find(({ address }) => address.endsWith(`pipeline["${role}"]`))!
        .statements.flatMap(({ Action, Resource }) => Action.map((action) => [action, Resource] as const))
    const repositories = made.filter(({ type }) => type === 'aws_ecr_repository').map(({ values }) => values.arn)
    for (const [action, resource] of await may('release')) {
      assert.match(action, /^ecr:/)
      if (action !== 'ecr:GetAuthorizationToken') assert.deepEqual(resource.toSorted(), repositories.toSorted())
    }
    const bucket = `arn:aws:s3:::tiketi-storefront-${environment === 'production' ? 'prod' : environment}`
    const distribution = made.find(({ type }) => type === 'aws_cloudfront_distribution')!.values.arn
    assert.deepEqual(await may('storefront'), [
      ['s3:ListBucket', [bucket]],
      ['s3:PutObject', [`${bucket}/*`]],
      ['cloudfront:CreateInvalidation', [distribution]],
    ])
  })

  test(`in ${environment} nodes and AWS' own helpers get AWS' narrow policies, none of them an administrator's`, async () => {
    const { made } = await build(environment)
    const attached = made
      .filter(({ type }) => type === 'aws_iam_role_policy_attachment')
      .map(({ values }) => values.policy_arn)
    assert.deepEqual(
      [...new Set(attached.map((arn: string) => arn.split('/').at(-1)))].toSorted(),
      [
        'AWSBackupServiceRolePolicyForBackup',
        'AWSBackupServiceRolePolicyForRestores',
        'AmazonEBSCSIDriverPolicy',
        'AmazonEC2ContainerRegistryReadOnly',
        'AmazonEKSClusterPolicy',
        'AmazonEKSWorkerNodePolicy',
        'AmazonEKS_CNI_Policy',
        'AmazonRDSEnhancedMonitoringRole',
        'CloudWatchAgentServerPolicy',
      ].toSorted(),
    )
  })
}

test('a policy that allows everything would be found', () => {
  const [statement] = statementsOf(JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } }))
  assert.deepEqual(statement, { Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] } satisfies Statement)
  assert.ok(!Object.keys(ANY_RESOURCE).some((rule) => fits(rule, 's3:PutObject')))
})

const fits = (rule: string, action: string) =>
  rule.endsWith('*') ? action.startsWith(rule.slice(0, -1)) : action === rule

const covers = (statements: Statement[], arn: string) =>
  statements.some(({ Action, Resource }) => Action.includes('secretsmanager:GetSecretValue') && Resource.includes(arn))

function secretArn(environment: string, made: Resource[], name: string): string {
  const account = made.find(({ type }) => type === 'aws_eks_access_entry')!.values.principal_arn.split(':')[4]
  return `arn:aws:secretsmanager:ap-northeast-2:${account}:secret:tiketi/${environment}/${name}-??????`
}

async function policies(environment: 'staging' | 'production'): Promise<(Resource & { statements: Statement[] })[]> {
  const { made } = await build(environment)
  const found = made.filter(({ type }) => POLICIES.includes(type))
  return found.map((resource) => ({ ...resource, statements: statementsOf(resource.values.policy) }))
}
