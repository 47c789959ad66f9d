module "environment" {
  source    = "../../modules/environment"
  providers = { aws = aws, aws.global = aws.global, aws.standby = aws.standby }

  environment = "production"
  account_id  = local.account_id
  regions     = local.regions
  domain      = "tiketi.com"

  network = {
    cidr = "10.0.0.0/16"
    nat  = "per zone"
    zones = {
      ap-northeast-2a = { public = "10.0.1.0/24", private = "10.0.10.0/24", data = "10.0.20.0/24" }
      ap-northeast-2b = { public = "10.0.2.0/24", private = "10.0.11.0/24", data = "10.0.21.0/24" }
    }
  }

  standby_network = {
    cidr = "10.1.0.0/16"
    zones = {
      ap-northeast-1a = { public = "10.1.1.0/24", private = "10.1.10.0/24", data = "10.1.20.0/24" }
      ap-northeast-1c = { public = "10.1.2.0/24", private = "10.1.11.0/24", data = "10.1.21.0/24" }
    }
  }

  cluster = {
    version           = "1.35"
    max_pods_per_node = 50
    operator_cidrs    = ["203.0.113.0/24"]
    node_groups = {
      zone-a = { zones = ["ap-northeast-2a"], capacity_type = "ON_DEMAND", instance_types = ["t3.medium"], min = 1, desired = 2, max = 5 }
      zone-b = { zones = ["ap-northeast-2b"], capacity_type = "ON_DEMAND", instance_types = ["t3.medium"], min = 1, desired = 2, max = 5 }
      spot   = { zones = ["ap-northeast-2a", "ap-northeast-2b"], capacity_type = "SPOT", instance_types = ["t3.medium", "t3a.medium", "t2.medium"], min = 0, desired = 2, max = 20 }
    }
    access = {
      administrators = { principal_arn = "arn:aws:iam::${local.account_id}:role/tiketi-administrators", policy = "AmazonEKSClusterAdminPolicy" }
      # What they may write is in gitops/addons/argo-rollouts/sre.yaml.
      operators  = { principal_arn = "arn:aws:iam::${local.account_id}:role/tiketi-operators", policy = "AmazonEKSViewPolicy", namespaces = ["tiketi"], groups = ["tiketi:sre"] }
      developers = { principal_arn = "arn:aws:iam::${local.account_id}:role/tiketi-developers", policy = "AmazonEKSViewPolicy", namespaces = ["tiketi"] }
    }
  }

  database = {
    instance_class  = "db.t3.medium"
    max_connections = 400
    storage_gb      = { initial = 100, most = 500 }
    multi_az        = true
    backup_days     = 7
    weekly_days     = 30
  }

  cache = {
    node_type     = "cache.t3.medium"
    shards        = 2
    replicas      = 1
    snapshot_days = 7
  }

  bucket_names = {
    images         = "tiketi-images-prod"
    storefront     = "tiketi-storefront-prod"
    logs           = "tiketi-logs-archive"
    standby_images = "tiketi-images-prod-standby"
  }

  firewall = { requests_per_minute = 1000 }

  alarms = {
    emails               = ["oncall@tiketi.com"]
    availability_percent = 99.99
  }

  monthly_usd       = 1500
  bank_client_key   = "live_ck_pending"
  google_client_id  = "pending.apps.googleusercontent.com"
  github_repository = "tiketi/tiketi"
}
