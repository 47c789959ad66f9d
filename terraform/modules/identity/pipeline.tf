# GitHub proves by a token of its own which branch or environment asks, so no key is kept there.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  # Who may take each role, and what it may do. A job that names an environment is that environment, whatever its branch.
  pipeline = {
    # Images of the main branch: pushed, signed and promoted.
    release = {
      subject = "ref:refs/heads/main"
      statements = [
        { Sid = "LogIn", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
        {
          Sid    = "Push"
          Effect = "Allow"
          Action = [
            "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
            "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
          ]
          Resource = var.repository_arns
        },
      ]
    }

    # Pull requests: the state, which holds no secret, and what a plan asks for besides. It changes nothing and reads no value of a secret.
    plan = {
      subject = "environment:plan-${var.environment}"
      statements = [
        { Sid = "FindState", Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["arn:aws:s3:::${var.state.bucket}"] },
        { Sid = "State", Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::${var.state.bucket}/${var.state.key}"] },
        { Sid = "Balancer", Effect = "Allow", Action = ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags"], Resource = ["*"] },
        { Sid = "RandomValue", Effect = "Allow", Action = ["secretsmanager:GetRandomPassword"], Resource = ["*"] },
        { Sid = "InPlaceOfPasswords", Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = ["${local.vault}:${var.plan_secret}-??????"] },
      ]
    }

    # The storefront's files. Old ones stay for pages that are open; the bucket's lifecycle lets them go.
    storefront = {
      subject = "environment:storefront-${var.environment}"
      statements = [
        { Sid = "Compare", Effect = "Allow", Action = ["s3:ListBucket"], Resource = [var.storefront.bucket_arn] },
        { Sid = "Publish", Effect = "Allow", Action = ["s3:PutObject"], Resource = ["${var.storefront.bucket_arn}/*"] },
        { Sid = "NewPages", Effect = "Allow", Action = ["cloudfront:CreateInvalidation"], Resource = [var.storefront.distribution_arn] },
      ]
    }
  }
}

resource "aws_iam_role" "pipeline" {
  for_each = local.pipeline

  name                 = "${var.name}-${each.key}"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:${var.github_repository}:${each.value.subject}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "pipeline" {
  for_each = local.pipeline

  name   = each.key
  role   = aws_iam_role.pipeline[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}
