resource "aws_backup_vault" "this" {
  name        = var.name
  kms_key_arn = var.key_arn
}

resource "aws_iam_role" "this" {
  name = "${var.name}-backup"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"])

  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/${each.key}"
}

# The days in between are RDS' own backups, to any second of the last week.
resource "aws_backup_plan" "this" {
  name = "${var.name}-weekly"

  rule {
    rule_name                    = "weekly"
    target_vault_name            = aws_backup_vault.this.name
    schedule                     = "cron(0 4 ? * MON *)"
    schedule_expression_timezone = "Asia/Seoul"
    start_window                 = 60
    completion_window            = 240

    lifecycle {
      delete_after                              = var.weekly_days
      opt_in_to_archive_for_supported_resources = false
    }

    copy_action {
      destination_vault_arn = var.standby_vault_arn
      lifecycle {
        delete_after                              = var.weekly_days
        opt_in_to_archive_for_supported_resources = false
      }
    }
  }
}

resource "aws_backup_selection" "this" {
  name         = "${var.name}-database"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn
  resources    = [var.database_arn]
}
