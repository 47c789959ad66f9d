locals {
  account_id = "222222222222"
  regions    = { home = "ap-northeast-2", standby = "ap-northeast-1" }
  tags       = { Project = "tiketi", Environment = "staging", ManagedBy = "terraform" }
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
