resource "aws_elasticache_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_elasticache_parameter_group" "this" {
  name        = "${var.name}-redis7-cluster"
  family      = "redis7"
  description = "A waiting line is never evicted; a full memory refuses writes and alarms"

  parameter {
    name  = "cluster-enabled"
    value = "yes"
  }

  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

# Read when it is needed and kept nowhere: neither plan nor state ever holds it.
ephemeral "aws_secretsmanager_secret_version" "token" {
  secret_id = terraform.applying ? var.token_secret_id : var.plan_secret_id
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.name
  description          = "Waiting lines, caches, limits and live updates"
  engine               = "redis"
  engine_version       = "7.1"
  node_type            = var.node_type
  port                 = 6379
  parameter_group_name = aws_elasticache_parameter_group.this.name

  num_node_groups            = var.shards
  replicas_per_node_group    = var.replicas
  automatic_failover_enabled = true
  multi_az_enabled           = var.replicas > 0

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = [var.security_group_id]

  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  at_rest_encryption_enabled = true
  kms_key_id                 = var.key_arn
  auth_token_wo              = ephemeral.aws_secretsmanager_secret_version.token.secret_string
  auth_token_wo_version      = var.token_version
  auth_token_update_strategy = "ROTATE"

  snapshot_retention_limit   = var.snapshot_days
  snapshot_window            = "18:30-19:30"
  maintenance_window         = "mon:20:00-mon:21:00"
  auto_minor_version_upgrade = true
}
