import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { standInMirror, terraformFolder } from './standin/build.ts'
import { STAND_IN } from './standin/built.ts'
import { kept, PATIENT_MS } from './standin/kept.ts'
import { inWorkspace } from './standin/terraform.ts'

const network = (zones: string) => `module "this" {
  source = "../../modules/network"
  name   = "tiketi-test"
  cidr   = "10.0.0.0/16"
  zones  = { ${zones} }
}
`

const database = (instanceClass: string, connections: number) => `module "this" {
  source                 = "../../modules/database"
  name                   = "tiketi-test"
  subnet_ids             = ["a", "b"]
  security_group_id      = "sg-1"
  key_arn                = "arn:aws:kms:ap-northeast-2:222222222222:key/1"
  admin_secret_id        = "secret"
  plan_secret_id         = "plan"
  admin_password_version = 1
  instance_class         = "${instanceClass}"
  max_connections        = ${connections}
  storage_gb             = { initial = 100, most = 500 }
  multi_az               = true
  backup_days            = 7
}
`

interface Case {
  main: string
  says: RegExp
}

/** Found only once a plan knows the values of other variables. */
const refusedByPlan: Record<string, Case> = {
  'a second region with the addresses of the first': {
    main: `module "this" {
  source          = "../../modules/standby"
  name            = "tiketi-test"
  account_id      = "222222222222"
  images_bucket   = "tiketi-test"
  max_connections = 400
  apart_from      = "10.1.128.0/20"
  network = {
    cidr = "10.1.0.0/16"
    zones = {
      a = { public = "10.1.1.0/24", private = "10.1.10.0/24", data = "10.1.20.0/24" }
      b = { public = "10.1.2.0/24", private = "10.1.11.0/24", data = "10.1.21.0/24" }
    }
  }
}
`,
    says: /The second region's network 10\.1\.0\.0\/16 overlaps the first's 10\.1\.128\.0\/20: choose another\./,
  },
  'pools of 400 connections before a database with memory for 225': {
    main: database('db.t3.small', 400),
    says: /max_connections is 400, for which db\.t3\.small has too little memory: RDS allows a connection for every 9\.1 MiB\. Take a larger class, or smaller pools/,
  },
}

/** Changes of production as it is: secrets where all can read them. */
const refusedChanges: { what: string; from: string; to: string; says: RegExp }[] = [
  {
    what: 'a secret key in the place of the public one',
    from: 'live_ck_pending',
    to: 'live_sk_of_ours',
    says: /a secret key \(…_sk_\) belongs into the secret bank-secret-key\./,
  },
  {
    what: 'a client secret of Google in the place of the client id',
    from: 'pending.apps.googleusercontent.com',
    to: 'GOCSPX-of-ours',
    says: /The client id must end with \.apps\.googleusercontent\.com; the client secret belongs into the secret google-client-secret\./,
  },
]

const refusals: Record<string, Case> = {
  'a network whose subnets overlap': {
    main: network(
      'a = { public = "10.0.1.0/24", private = "10.0.10.0/23", data = "10.0.20.0/24" }, b = { public = "10.0.2.0/24", private = "10.0.11.0/24", data = "10.0.21.0/24" }',
    ),
    says: /Two subnets overlap: each needs a network of its own\./,
  },
  'a network in one zone': {
    main: network('a = { public = "10.0.1.0/24", private = "10.0.10.0/24", data = "10.0.20.0/24" }'),
    says: /There must be at least two availability zones, or the loss of one takes everything with it\./,
  },
  'a password among the parameters': {
    main: `module "this" {
  source          = "../../modules/secrets"
  environment     = "staging"
  key_arn         = "arn:aws:kms:ap-northeast-2:222222222222:key/1"
  replica         = { region = "ap-northeast-1", key_arn = "arn:aws:kms:ap-northeast-1:222222222222:key/1" }
  secrets         = {}
  parameters      = { "shared/DATABASE_PASSWORD" = "hunter2" }
  parameter_names = ["shared/DATABASE_PASSWORD"]
}
`,
    says: /A parameter must not hold a secret: passwords and keys are Secrets Manager secrets/,
  },
  'pools of 5000 connections': {
    main: database('db.m7g.4xlarge', 5000),
    says: /max_connections is 5000: below 100 the services do not fit, and above 1000 PostgreSQL needs a pooler before it\./,
  },
  'a secret that is written into the configuration': {
    main: `module "this" {
  source          = "../../modules/secrets"
  environment     = "staging"
  key_arn         = "arn:aws:kms:ap-northeast-2:222222222222:key/1"
  replica         = { region = "ap-northeast-1", key_arn = "arn:aws:kms:ap-northeast-1:222222222222:key/1" }
  secrets         = { redis = { made = "hunter2", what = "Redis" } }
  parameters      = {}
  parameter_names = []
}
`,
    says: /A secret must be made "random" or "operator": no value of a secret is ever written in this repository\./,
  },
  'pictures from any page': {
    main: `module "this" {
  source             = "../../modules/storage"
  account_id         = "222222222222"
  bucket_names       = { images = "i", storefront = "s", logs = "l" }
  replica_bucket_arn = "arn:aws:s3:::r"
  origin             = "*"
}
`,
    says: /The origin "\*" must be https:\/\/ and one host, or any page could send pictures\./,
  },
}

const faults: Record<string, Case> = {
  'an attribute that the provider does not have': {
    main: 'resource "aws_db_instance" "this" {\n  instance_class = "db.t3.medium"\n  multi_zone     = true\n}\n',
    says: /An argument named "multi_zone" is not expected here/,
  },
  'an attribute that is missing': {
    main: 'resource "aws_eks_cluster" "this" {\n  name = "tiketi"\n}\n',
    says: /The argument "role_arn" is required/,
  },
  'a value of the wrong type': {
    main: 'resource "aws_vpc" "this" {\n  cidr_block           = "10.0.0.0/16"\n  enable_dns_hostnames = "perhaps"\n}\n',
    says: /Inappropriate value for attribute "enable_dns_hostnames"/,
  },
  'a value that AWS does not know': {
    main: 'resource "aws_eip" "this" {\n  domain = "vcp"\n}\n',
    says: /aws_eip\.domain is "vcp", expected one of \["vpc" "standard"\]/,
  },
  'a machine that is made in no size': {
    main: 'resource "aws_elasticache_replication_group" "this" {\n  replication_group_id = "tiketi"\n  description = "x"\n  node_type = "cache.t3.middle"\n}\n',
    says: /node_type is "cache\.t3\.middle", expected one of the \d+ that AWS' own model names/,
  },
  'attributes that exclude each other': {
    main: 'resource "aws_vpc_security_group_ingress_rule" "this" {\n  security_group_id = "sg-1"\n  ip_protocol = "-1"\n  cidr_ipv4 = "10.0.0.0/8"\n  referenced_security_group_id = "sg-2"\n}\n',
    says: /Exactly one of cidr_ipv4, .* may be given, not \["cidr_ipv4" "referenced_security_group_id"\]/,
  },
  'a value that is kept in no state and has no version': {
    main: 'resource "aws_ssm_parameter" "this" {\n  name = "/x"\n  type = "String"\n  value_wo_version = 1\n}\n',
    says: /value_wo and value_wo_version go together/,
  },
  'an attribute that only AWS decides': {
    main: 'resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n  arn        = "arn:aws:ec2:::vpc/1"\n}\n',
    says: /Invalid or unknown key|"arn" is decided by the provider and cannot be configured|Read-only attribute/,
  },
}

test('bad input is refused with a sentence that says what is wrong', { timeout: PATIENT_MS }, async () => {
  await failEach('validate', refusals)
  await failEach('plan', refusedByPlan)
})

test('a secret that is written into an environment is refused with a sentence', { timeout: PATIENT_MS }, async () => {
  const file = 'environments/production/main.tf'
  let changed = await readFile(join(terraformFolder, file), 'utf8')
  for (const { what, from, to } of refusedChanges) {
    assert.ok(changed.includes(from), what)
    changed = changed.replace(from, to)
  }
  const more = `${basename(await standInMirror())} ${changed}`
  const { code, output } = await kept('changed', { patterns: ['modules/**/*', 'environments/**/*'], more }, () =>
    inWorkspace({ files: { [file]: changed } }, async ({ run }) => {
      assert.equal((await run(dirname(file), 'init')).code, 0)
      return run(dirname(file), 'validate')
    }),
  )
  assert.notEqual(code, 0)
  for (const { what, says } of refusedChanges)
    assert.match(output.replaceAll(/\s+/g, ' '), says, `${what} was accepted`)
})

test('the stand-in finds what validate is for', { timeout: PATIENT_MS }, async (t) => {
  t.diagnostic(STAND_IN)
  await failEach('validate', faults)
})

/** All in one configuration, since Terraform tells everything that is wrong at once. */
async function failEach(command: 'plan' | 'validate', cases: Record<string, Case>) {
  const mains = Object.values(cases).map(({ main }, i) => main.replace('"this" {', `"case_${i}" {`))
  const more = `${basename(await standInMirror())} ${command} ${mains.join('')}`
  const { code, output } = await kept('refused', { patterns: ['modules/**/*'], more }, () =>
    inWorkspace({ files: { 'wrong/cases/main.tf': mains.join('\n') } }, async ({ run }) => {
      assert.equal((await run('wrong/cases', 'init')).code, 0)
      return run('wrong/cases', command)
    }),
  )
  assert.notEqual(code, 0)
  for (const [name, { says }] of Object.entries(cases))
    assert.match(output.replaceAll(/\s+/g, ' '), says, `${name} was accepted`)
}
