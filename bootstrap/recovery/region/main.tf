# What the pilot light leaves out: the hourly things, made in the second region once the first is lost. The network, the
# key, the database's groups, the secrets' replicas and the images are there already (terraform/modules/standby); the
# database is restored beside this, as the runbook says. Nothing here reads the first region.
locals {
  account_id = "111111111111"
  region     = "ap-northeast-1"
  name       = "tiketi-production-standby"
  domain     = "tiketi.com"
  zones      = ["ap-northeast-1a", "ap-northeast-1c"]
}

data "aws_vpc" "standby" {
  tags = { Name = local.name }
}

data "aws_subnet" "private" {
  for_each = toset(local.zones)
  vpc_id   = data.aws_vpc.standby.id
  tags     = { Name = "${local.name}-private-${each.key}" }
}

data "aws_subnet" "public" {
  for_each = toset(local.zones)
  vpc_id   = data.aws_vpc.standby.id
  tags     = { Name = "${local.name}-public-${each.key}" }
}

data "aws_subnet" "data" {
  for_each = toset(local.zones)
  vpc_id   = data.aws_vpc.standby.id
  tags     = { Name = "${local.name}-data-${each.key}" }
}

data "aws_route_table" "private" {
  for_each = toset(local.zones)
  vpc_id   = data.aws_vpc.standby.id
  tags     = { Name = "${local.name}-private-${each.key}" }
}

data "aws_security_group" "this" {
  for_each = toset(["control-plane", "node", "cache"])
  vpc_id   = data.aws_vpc.standby.id
  name     = "${local.name}-${each.key}"
}

data "aws_kms_alias" "standby" {
  name = "alias/${local.name}"
}

resource "aws_eip" "nat" {
  for_each = toset(local.zones)
  domain   = "vpc"
}

resource "aws_nat_gateway" "this" {
  for_each      = toset(local.zones)
  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = data.aws_subnet.public[each.key].id
}

resource "aws_route" "nat" {
  for_each               = toset(local.zones)
  route_table_id         = data.aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.key].id
}

module "firewall" {
  source = "../../../terraform/modules/waf"

  name                = local.name
  scope               = "REGIONAL"
  requests_per_minute = 1000
}

module "cache" {
  source = "../../../terraform/modules/cache"

  name              = local.name
  subnet_ids        = [for subnet in data.aws_subnet.data : subnet.id]
  security_group_id = data.aws_security_group.this["cache"].id
  key_arn           = data.aws_kms_alias.standby.target_key_arn
  token_secret_id   = "tiketi/production/redis"
  plan_secret_id    = "tiketi/production/redis"
  token_version     = 1
  node_type         = "cache.t3.medium"
  shards            = 2
  replicas          = 1
  snapshot_days     = 7
}

resource "aws_cloudwatch_log_group" "pods" {
  name              = "/aws/eks/tiketi/${local.name}"
  retention_in_days = 30
  kms_key_id        = data.aws_kms_alias.standby.target_key_arn
}

module "cluster" {
  source     = "../../../terraform/modules/cluster"
  depends_on = [aws_route.nat]

  name               = local.name
  kubernetes_version = "1.35"
  subnet_ids         = { for zone, subnet in data.aws_subnet.private : zone => subnet.id }
  security_group_ids = { for group in ["control-plane", "node"] : group => data.aws_security_group.this[group].id }
  key_arn            = data.aws_kms_alias.standby.target_key_arn
  operator_cidrs     = ["203.0.113.0/24"]
  max_pods_per_node  = 50
  pod_log_group      = aws_cloudwatch_log_group.pods.name
  node_groups = {
    zone-a = { zones = ["ap-northeast-1a"], capacity_type = "ON_DEMAND", instance_types = ["t3.medium"], min = 1, desired = 2, max = 5 }
    zone-c = { zones = ["ap-northeast-1c"], capacity_type = "ON_DEMAND", instance_types = ["t3.medium"], min = 1, desired = 2, max = 5 }
    spot   = { zones = local.zones, capacity_type = "SPOT", instance_types = ["t3.medium", "t3a.medium", "t2.medium"], min = 0, desired = 2, max = 20 }
  }
  access = {
    administrators = { principal_arn = "arn:aws:iam::${local.account_id}:role/tiketi-administrators", policy = "AmazonEKSClusterAdminPolicy" }
  }
}
