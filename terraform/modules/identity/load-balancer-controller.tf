locals {
  balancing = "arn:aws:elasticloadbalancing:${var.region}:${var.account_id}"

  # The controller marks what it makes with the cluster's name, and may only change what bears it.
  ours = { StringEquals = { "aws:ResourceTag/elbv2.k8s.aws/cluster" = var.cluster_name } }
  born = { StringEquals = { "aws:RequestTag/elbv2.k8s.aws/cluster" = var.cluster_name } }

  load_balancer_controller = [
    {
      Sid    = "Look"
      Effect = "Allow"
      Action = [
        "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones", "ec2:DescribeInstances",
        "ec2:DescribeInternetGateways", "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets", "ec2:DescribeTags", "ec2:DescribeVpcs", "ec2:GetSecurityGroupsForVpc",
        "elasticloadbalancing:DescribeCapacityReservation", "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListenerCertificates", "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancerAttributes", "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeSSLPolicies", "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth", "wafv2:GetWebACLForResource",
      ]
      Resource = "*"
    },
    {
      Sid       = "LinkedRole"
      Effect    = "Allow"
      Action    = ["iam:CreateServiceLinkedRole"]
      Resource  = "arn:aws:iam::${var.account_id}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing"
      Condition = { StringEquals = { "iam:AWSServiceName" = "elasticloadbalancing.amazonaws.com" } }
    },
    { Sid = "Certificate", Effect = "Allow", Action = ["acm:DescribeCertificate"], Resource = var.certificate_arn },
    {
      Sid      = "Firewall"
      Effect   = "Allow"
      Action   = ["wafv2:GetWebACL", "wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"]
      Resource = [var.web_acl_arn, "${local.balancing}:loadbalancer/app/*/*"]
    },
    { Sid = "AttachFirewall", Effect = "Allow", Action = ["elasticloadbalancing:SetWebAcl"], Resource = "${local.balancing}:loadbalancer/app/*/*" },
    {
      Sid       = "Make"
      Effect    = "Allow"
      Action    = ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"]
      Resource  = ["${local.balancing}:loadbalancer/app/*/*", "${local.balancing}:targetgroup/*/*"]
      Condition = local.born
    },
    {
      Sid    = "MarkAtBirth"
      Effect = "Allow"
      Action = ["elasticloadbalancing:AddTags"]
      Resource = [
        "${local.balancing}:loadbalancer/app/*/*", "${local.balancing}:targetgroup/*/*",
        "${local.balancing}:listener/app/*/*/*", "${local.balancing}:listener-rule/app/*/*/*/*",
      ]
      Condition = {
        StringEquals = {
          "aws:RequestTag/elbv2.k8s.aws/cluster" = var.cluster_name
          "elasticloadbalancing:CreateAction"    = ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener", "CreateRule"]
        }
      }
    },
    {
      Sid    = "Change"
      Effect = "Allow"
      Action = [
        "elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:AddTags", "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateRule", "elasticloadbalancing:DeleteListener", "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteRule", "elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:DeregisterTargets",
        "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RegisterTargets", "elasticloadbalancing:RemoveListenerCertificates",
        "elasticloadbalancing:RemoveTags", "elasticloadbalancing:SetRulePriorities", "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
      ]
      Resource = [
        "${local.balancing}:loadbalancer/app/*/*", "${local.balancing}:targetgroup/*/*",
        "${local.balancing}:listener/app/*/*/*", "${local.balancing}:listener-rule/app/*/*/*/*",
      ]
      Condition = local.ours
    },
  ]
}
