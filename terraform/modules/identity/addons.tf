locals {
  # The service account that each add-on's chart makes, as namespace:name.
  addons = {
    aws-load-balancer-controller = { account = "kube-system:aws-load-balancer-controller", statements = local.load_balancer_controller }
    cluster-autoscaler           = { account = "kube-system:cluster-autoscaler", statements = local.cluster_autoscaler }
    external-dns                 = { account = "external-dns:external-dns", statements = local.external_dns }
    external-secrets             = { account = "external-secrets:external-secrets", statements = local.external_secrets }
    argo-rollouts                = { account = "argo-rollouts:argo-rollouts", statements = local.argo_rollouts }
    alertmanager                 = { account = "monitoring:alertmanager", statements = local.alertmanager }
    otel-collector               = { account = "monitoring:otel-collector", statements = local.otel_collector }
  }

  cluster_autoscaler = [
    {
      Sid    = "Look"
      Effect = "Allow"
      Action = [
        "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags", "ec2:DescribeImages", "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions", "ec2:GetInstanceTypesFromInstanceRequirements",
      ]
      Resource = "*"
    },
    {
      Sid      = "NodeGroups"
      Effect   = "Allow"
      Action   = ["eks:DescribeNodegroup"]
      Resource = "arn:aws:eks:${var.region}:${var.account_id}:nodegroup/${var.cluster_name}/*/*"
    },
    {
      Sid       = "Scale"
      Effect    = "Allow"
      Action    = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
      Resource  = "arn:aws:autoscaling:${var.region}:${var.account_id}:autoScalingGroup:*:autoScalingGroupName/*"
      Condition = { StringEquals = { "aws:ResourceTag/k8s.io/cluster-autoscaler/${var.cluster_name}" = "owned" } }
    },
  ]

  external_dns = [
    { Sid = "Write", Effect = "Allow", Action = ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"], Resource = var.hosted_zone_arn },
    { Sid = "Look", Effect = "Allow", Action = ["route53:ListHostedZones", "route53:ListTagsForResource", "route53:ListTagsForResources"], Resource = "*" },
  ]

  # Only what add-ons need; services read their own secrets under their own roles.
  external_secrets = [
    {
      Sid      = "Read"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
      Resource = [for name, secret in var.secrets : "${local.vault}:tiketi/${var.environment}/${name}-??????" if contains(secret.readers, "external-secrets")]
    },
  ]

  argo_rollouts = [
    {
      Sid    = "VerifyTargetGroups"
      Effect = "Allow"
      Action = [
        "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
      ]
      Resource = "*"
    },
  ]

  alertmanager = [
    { Sid = "Tell", Effect = "Allow", Action = ["sns:Publish"], Resource = var.alarms_topic.arn },
    { Sid = "Sealed", Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = var.alarms_topic.key_arn },
  ]

  otel_collector = [
    {
      Sid      = "Traces"
      Effect   = "Allow"
      Action   = ["xray:PutSpans", "xray:PutSpansForIndexing", "xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      Resource = "*"
    },
  ]
}

resource "aws_iam_role" "addon" {
  for_each = local.addons

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
          "${var.oidc.issuer}:sub" = "system:serviceaccount:${each.value.account}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "addon" {
  for_each = local.addons

  name   = "addon"
  role   = aws_iam_role.addon[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}
