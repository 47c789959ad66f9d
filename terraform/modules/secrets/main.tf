locals {
  random = { for name, secret in var.secrets : name => secret if secret.made == "random" }
}

resource "aws_secretsmanager_secret" "this" {
  for_each = var.secrets

  name                    = "tiketi/${var.environment}/${each.key}"
  description             = each.value.what
  kms_key_id              = var.key_arn
  recovery_window_in_days = 30

  replica {
    region     = var.replica.region
    kms_key_id = var.replica.key_arn
  }
}

# Made while Terraform runs and kept by Secrets Manager alone: neither plan nor state ever holds it.
ephemeral "aws_secretsmanager_random_password" "this" {
  for_each = local.random

  password_length     = 48
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "random" {
  for_each = local.random

  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.this[each.key].random_password
  secret_string_wo_version = var.random_version
}

# Terraform opens every ephemeral value when it plans, too. There it opens this one, which is no secret, so that whoever only
# plans need not be able to read a password.
resource "aws_secretsmanager_secret" "plan" {
  name                    = "tiketi/${var.environment}/plan"
  description             = "No secret: what a plan reads where an apply reads a password"
  kms_key_id              = var.key_arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "plan" {
  secret_id     = aws_secretsmanager_secret.plan.id
  secret_string = "a-plan-reads-no-password"
}

resource "aws_ssm_parameter" "this" {
  for_each = var.parameters

  name  = "/tiketi/${var.environment}/${each.key}"
  type  = "String"
  value = each.value
}
