locals {
  account_id = "111111111111"
  regions    = { home = "ap-northeast-2", standby = "ap-northeast-1" }
  tags       = { Project = "tiketi", Environment = "production", ManagedBy = "terraform" }
}

provider "aws" {
  region              = local.regions.home
  allowed_account_ids = [local.account_id]
  default_tags { tags = local.tags }
}

# CloudFront takes its certificate and its firewall from here.
provider "aws" {
  alias               = "global"
  region              = "us-east-1"
  allowed_account_ids = [local.account_id]
  default_tags { tags = local.tags }
}

provider "aws" {
  alias               = "standby"
  region              = local.regions.standby
  allowed_account_ids = [local.account_id]
  default_tags { tags = local.tags }
}
