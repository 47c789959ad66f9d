run "the_database_is_as_it_is_told" {
  command = plan
  module { source = "../../modules/database" }
  variables {
    name                   = "tiketi-test"
    subnet_ids             = ["subnet-a", "subnet-b"]
    security_group_id      = "sg-1"
    key_arn                = "arn:aws:kms:ap-northeast-2:111111111111:key/1"
    admin_secret_id        = "tiketi/test/database/admin"
    plan_secret_id         = "tiketi/test/plan"
    admin_password_version = 1
    instance_class         = "db.t3.medium"
    max_connections        = 400
    storage_gb             = { initial = 100, most = 500 }
    multi_az               = true
    backup_days            = 7
  }

  assert {
    condition     = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }["max_connections"] == "400"
    error_message = "The limit of connections must reach the server."
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot && !aws_db_instance.this.delete_automated_backups
    error_message = "A database must not be gone by one mistake."
  }
}

run "refuses_connections_without_memory" {
  command = plan
  module { source = "../../modules/database" }
  variables {
    name                   = "tiketi-test"
    subnet_ids             = ["subnet-a", "subnet-b"]
    security_group_id      = "sg-1"
    key_arn                = "arn:aws:kms:ap-northeast-2:111111111111:key/1"
    admin_secret_id        = "tiketi/test/database/admin"
    plan_secret_id         = "tiketi/test/plan"
    admin_password_version = 1
    instance_class         = "db.t3.medium"
    max_connections        = 5000
    storage_gb             = { initial = 100, most = 50 }
    multi_az               = true
    backup_days            = 0
  }
  expect_failures = [var.max_connections, var.storage_gb, var.backup_days]
}

run "refuses_redis_with_one_shard" {
  command = plan
  module { source = "../../modules/cache" }
  variables {
    name              = "tiketi-test"
    subnet_ids        = ["subnet-a", "subnet-b"]
    security_group_id = "sg-1"
    key_arn           = "arn:aws:kms:ap-northeast-2:111111111111:key/1"
    token_secret_id   = "tiketi/test/redis"
    plan_secret_id    = "tiketi/test/plan"
    token_version     = 1
    node_type         = "cache.t3.medium"
    shards            = 1
    replicas          = 1
    snapshot_days     = 7
  }
  expect_failures = [var.shards]
}
