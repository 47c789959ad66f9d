locals {
  name     = "tiketi-${var.environment}"
  settings = jsondecode(file("${path.module}/../../settings.json"))

  pod_log_group    = "/aws/eks/tiketi/${local.name}"
  alarms_topic_arn = "arn:aws:sns:${var.regions.home}:${var.account_id}:${module.observability.topic_name}"
}

module "encryption" {
  source = "../encryption"

  name       = local.name
  account_id = var.account_id
}

module "standby" {
  source    = "../standby"
  providers = { aws = aws.standby }

  name            = local.name
  account_id      = var.account_id
  network         = var.standby_network
  apart_from      = var.network.cidr
  images_bucket   = var.bucket_names.standby_images
  max_connections = var.database.max_connections
}

module "storage" {
  source = "../storage"

  account_id         = var.account_id
  bucket_names       = { images = var.bucket_names.images, storefront = var.bucket_names.storefront, logs = var.bucket_names.logs }
  replica_bucket_arn = module.standby.images_bucket_arn
  origin             = "https://${var.domain}"
}

module "network" {
  source = "../network"

  name                = local.name
  cidr                = var.network.cidr
  zones               = var.network.zones
  nat                 = var.network.nat
  refused_connections = { bucket_arn = module.storage.buckets.logs.arn }
}

module "cluster" {
  source = "../cluster"

  name               = local.name
  kubernetes_version = var.cluster.version
  subnet_ids         = module.network.private_subnet_ids
  security_group_ids = module.network.security_group_ids
  key_arn            = module.encryption.key_arn
  operator_cidrs     = var.cluster.operator_cidrs
  access             = var.cluster.access
  node_groups        = var.cluster.node_groups
  max_pods_per_node  = var.cluster.max_pods_per_node
  pod_log_group      = local.pod_log_group
}

module "registry" {
  source    = "../registry"
  providers = { aws = aws, aws.standby = aws.standby }

  repositories   = [for service in local.settings.services : "tiketi/${service}"]
  account_id     = var.account_id
  key_arn        = module.encryption.key_arn
  standby_region = var.regions.standby
}

module "identity" {
  source = "../identity"

  name               = local.name
  environment        = var.environment
  account_id         = var.account_id
  region             = var.regions.home
  cluster_name       = module.cluster.name
  oidc               = { provider_arn = module.cluster.oidc_provider_arn, issuer = module.cluster.oidc_issuer }
  services           = local.settings.services
  secrets            = local.settings.secrets
  images_bucket_arn  = module.storage.buckets.images.arn
  storefront         = { bucket_arn = module.storage.buckets.storefront.arn, distribution_arn = module.edge.distribution.arn }
  hosted_zone_arn    = module.edge.hosted_zone_arn
  certificate_arn    = module.edge.certificate_arn
  web_acl_arn        = module.balancer_firewall.arn
  alarms_topic       = { arn = local.alarms_topic_arn, key_arn = module.encryption.key_arn }
  github_repository  = var.github_repository
  state              = { bucket = "tiketi-terraform-${var.environment}", key = "${var.environment}.tfstate" }
  plan_secret        = module.secrets.plan_secret.name
  repository_arns    = values(module.registry.repository_arns)
  mail_identity_arns = [for name in ["identity/${var.domain}", "configuration-set/${module.edge.mail_configuration_set}"] : "arn:aws:ses:${var.regions.home}:${var.account_id}:${name}"]
}

module "secrets" {
  source = "../secrets"

  environment     = var.environment
  key_arn         = module.encryption.key_arn
  secrets         = local.settings.secrets
  random_version  = var.random_version
  parameter_names = local.settings.parameters
  replica         = { region = var.regions.standby, key_arn = module.standby.key_arn }

  parameters = {
    "shared/DATABASE_ADMIN_URL" = "postgres://tiketi_admin@${module.database.address}:5432/tiketi?sslmode=verify-full"
    "shared/DATABASE_URL"       = "postgres://${module.database.address}:5432/tiketi?sslmode=verify-full"
    "shared/PUBLIC_URL"         = "https://${var.domain}"
    "shared/REDIS_CLUSTER"      = "true"
    "shared/REDIS_URL"          = "rediss://${module.cache.address}:6379"
    "auth/GOOGLE_CLIENT_ID"     = var.google_client_id
    "event/IMAGES_BUCKET"       = var.bucket_names.images
    "payment/BANK_CLIENT_KEY"   = var.bank_client_key
  }
}

module "database" {
  source = "../database"

  name                   = local.name
  subnet_ids             = module.network.data_subnet_ids
  security_group_id      = module.network.security_group_ids.database
  key_arn                = module.encryption.key_arn
  admin_secret_id        = module.secrets.random_secret_ids["database/admin"]
  plan_secret_id         = module.secrets.plan_secret.id
  admin_password_version = var.random_version
  instance_class         = var.database.instance_class
  max_connections        = var.database.max_connections
  storage_gb             = var.database.storage_gb
  multi_az               = var.database.multi_az
  backup_days            = var.database.backup_days
}

# The second region can restore to any second too, up to minutes before the first was lost.
resource "aws_db_instance_automated_backups_replication" "standby" {
  provider = aws.standby

  source_db_instance_arn = module.database.arn
  kms_key_id             = module.standby.key_arn
  retention_period       = var.database.backup_days
}

module "backup" {
  source = "../backup"

  name              = local.name
  database_arn      = module.database.arn
  key_arn           = module.encryption.key_arn
  weekly_days       = var.database.weekly_days
  standby_vault_arn = module.standby.vault_arn
}

module "cache" {
  source = "../cache"

  name              = local.name
  subnet_ids        = module.network.data_subnet_ids
  security_group_id = module.network.security_group_ids.cache
  key_arn           = module.encryption.key_arn
  token_secret_id   = module.secrets.random_secret_ids["redis"]
  plan_secret_id    = module.secrets.plan_secret.id
  token_version     = var.random_version
  node_type         = var.cache.node_type
  shards            = var.cache.shards
  replicas          = var.cache.replicas
  snapshot_days     = var.cache.snapshot_days
}

module "edge" {
  source    = "../edge"
  providers = { aws = aws, aws.global = aws.global }

  name        = local.name
  domain      = var.domain
  delegations = var.delegations
  web_acl_arn = module.distribution_firewall.arn
  buckets     = { images = module.storage.buckets.images, storefront = module.storage.buckets.storefront }
}

module "distribution_firewall" {
  source    = "../waf"
  providers = { aws = aws.global }

  name                = "${local.name}-distribution"
  scope               = "CLOUDFRONT"
  requests_per_minute = var.firewall.requests_per_minute
  blocked_countries   = var.firewall.blocked_countries
}

module "balancer_firewall" {
  source = "../waf"

  name                = local.name
  scope               = "REGIONAL"
  requests_per_minute = var.firewall.requests_per_minute
  blocked_countries   = var.firewall.blocked_countries
}

module "observability" {
  source = "../observability"

  name                 = local.name
  account_id           = var.account_id
  key_arn              = module.encryption.key_arn
  cluster_name         = local.name
  database             = { identifier = module.database.identifier, max_connections = var.database.max_connections }
  cache_node_ids       = module.cache.node_ids
  availability_percent = var.alarms.availability_percent
  emails               = var.alarms.emails
  slack                = var.alarms.slack
  on_call_secret       = var.alarms.pagerduty ? "tiketi/${var.environment}/alarms/pagerduty" : null
  pod_log_group        = local.pod_log_group
}

module "budget" {
  source = "../budget"

  name        = local.name
  monthly_usd = var.monthly_usd
  topic_arn   = module.observability.topic_arn
}
