locals {
  # Without a version EKS takes the one that it has tested with the cluster's Kubernetes.
  before_nodes = {
    vpc-cni = {
      enableNetworkPolicy = "true"
      env                 = { ENABLE_PREFIX_DELEGATION = "true", WARM_PREFIX_TARGET = "1" }
    }
    kube-proxy = {}
  }

  after_nodes = {
    coredns                   = { replicaCount = 2 }
    metrics-server            = {}
    eks-node-monitoring-agent = {}
    aws-ebs-csi-driver        = {}
    amazon-cloudwatch-observability = {
      containerLogs = {
        enabled   = true
        fluentBit = { config = { extraFiles = { "application-log.conf" = templatefile("${path.module}/pods-log.conf", { log_group = var.pod_log_group }) } } }
      }
    }
  }

  addon_roles = {
    aws-ebs-csi-driver              = "ebs-csi-controller-sa"
    amazon-cloudwatch-observability = "cloudwatch-agent"
  }
}

# A node is ready only when it has a network.
resource "aws_eks_addon" "before_nodes" {
  for_each = local.before_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  configuration_values        = length(each.value) > 0 ? jsonencode(each.value) : null
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
}

resource "aws_eks_addon" "after_nodes" {
  for_each = local.after_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  configuration_values        = length(each.value) > 0 ? jsonencode(each.value) : null
  service_account_role_arn    = contains(keys(local.addon_roles), each.key) ? aws_iam_role.addon[each.key].arn : null
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [aws_eks_node_group.this]
}

resource "aws_iam_role" "addon" {
  for_each = local.addon_roles

  name = "${var.name}-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.this.arn }
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "system:serviceaccount:${each.key == "aws-ebs-csi-driver" ? "kube-system" : "amazon-cloudwatch"}:${each.value}"
        }
      }
    }]
  })
}

locals {
  issuer = trimprefix(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://")
}

resource "aws_iam_role_policy_attachment" "addon" {
  for_each = {
    aws-ebs-csi-driver              = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
    amazon-cloudwatch-observability = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"
  }

  role       = aws_iam_role.addon[each.key].name
  policy_arn = each.value
}

# AWS' policy of the disk driver does not know our key.
resource "aws_iam_role_policy" "disks" {
  name = "key"
  role = aws_iam_role.addon["aws-ebs-csi-driver"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"]
        Resource = var.key_arn
      },
      {
        Effect    = "Allow"
        Action    = ["kms:CreateGrant"]
        Resource  = var.key_arn
        Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
      },
    ]
  })
}
