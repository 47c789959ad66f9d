locals {
  parameters = "arn:aws:ssm:${var.region}:${var.account_id}:parameter"
  vault      = "arn:aws:secretsmanager:${var.region}:${var.account_id}:secret"

  # Migrations of all services run under one role, which alone reads the administrator's password.
  readers = concat(var.services, ["migration"])

  secrets_of = {
    for reader in local.readers : reader => sort([for name, secret in var.secrets : name if contains(secret.readers, reader)])
  }

  parameter_paths = {
    for reader in local.readers : reader => concat(["shared"], reader == "migration" ? var.services : [reader])
  }

  reading = {
    for reader in local.readers : reader => [
      {
        Sid    = "Settings"
        Effect = "Allow"
        Action = ["ssm:GetParametersByPath"]
        # The services ask for the path with its last slash.
        Resource = [for path in local.parameter_paths[reader] : "${local.parameters}/tiketi/${var.environment}/${path}/*"]
      },
      {
        Sid      = "SecretsByReference"
        Effect   = "Allow"
        Action   = ["ssm:GetParameter"]
        Resource = [for name in local.secrets_of[reader] : "${local.parameters}/aws/reference/secretsmanager/tiketi/${var.environment}/${name}"]
      },
      {
        Sid    = "Secrets"
        Effect = "Allow"
        Action = ["secretsmanager:GetSecretValue"]
        # Secrets Manager adds six characters of its own to a name.
        Resource = [for name in local.secrets_of[reader] : "${local.vault}:tiketi/${var.environment}/${name}-??????"]
      },
    ]
  }

  doing = {
    event = [
      # Browsers upload by its signature; it makes the sizes that pages show out of that.
      {
        Sid      = "Images"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = [for prefix in ["uploads", "images"] : "${var.images_bucket_arn}/${prefix}/*"]
      },
    ]
    notification = [
      { Sid = "Mails", Effect = "Allow", Action = ["ses:SendEmail", "ses:SendRawEmail"], Resource = var.mail_identity_arns },
    ]
  }

  # The account of a service bears its name; that of its migration adds the word.
  accounts = {
    for reader in local.readers : reader => reader == "migration" ? [for service in var.services : "${service}-migration"] : [reader]
  }
}

resource "aws_iam_role" "service" {
  for_each = toset(local.readers)

  name                 = "${var.name}-${each.key}"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = var.oidc.provider_arn }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = {
        StringEquals = {
          "${var.oidc.issuer}:aud" = "sts.amazonaws.com"
          "${var.oidc.issuer}:sub" = [for account in local.accounts[each.key] : "system:serviceaccount:tiketi:${account}"]
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "service" {
  for_each = toset(local.readers)

  name   = "service"
  role   = aws_iam_role.service[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = concat(local.reading[each.key], lookup(local.doing, each.key, [])) })
}
