terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
    }
  }

  # Made by the runbook's first step: the first region's bucket is lost with it.
  backend "s3" {
    bucket       = "tiketi-terraform-production-standby"
    key          = "region.tfstate"
    region       = "ap-northeast-1"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = local.region
  allowed_account_ids = [local.account_id]
  default_tags { tags = { Project = "tiketi", Environment = "production-standby", ManagedBy = "terraform" } }
}
