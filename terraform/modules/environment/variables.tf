variable "environment" {
  description = "staging or production."
  type        = string

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "The environment must be staging or production."
  }
}

variable "account_id" {
  description = "AWS account of this environment alone."
  type        = string

  validation {
    condition     = can(regex("^\\d{12}$", var.account_id))
    error_message = "The account must be 12 digits."
  }
}

variable "regions" {
  description = "Where everything runs, and where its pilot light burns."
  type        = object({ home = string, standby = string })

  validation {
    condition     = var.regions.home != var.regions.standby
    error_message = "The standby must be in another region: it is for the loss of ${var.regions.home}."
  }
}

variable "domain" {
  description = "Domain of the storefront and of the services."
  type        = string
}

variable "delegations" {
  description = "Subdomains that another account keeps, each with the name servers of its zone."
  type        = map(list(string))
  default     = {}
}

variable "network" {
  description = "The VPC's network, by zone those of its subnets, and how private subnets reach the internet."
  type = object({
    cidr  = string
    zones = map(object({ public = string, private = string, data = string }))
    nat   = string
  })
}

variable "standby_network" {
  description = "The same for the second region."
  type = object({
    cidr  = string
    zones = map(object({ public = string, private = string, data = string }))
  })
}

variable "cluster" {
  description = "The cluster's version, node groups, and who reaches it."
  type = object({
    version           = string
    max_pods_per_node = number
    operator_cidrs    = list(string)
    node_groups = map(object({
      zones          = list(string)
      capacity_type  = string
      instance_types = list(string)
      min            = number
      desired        = number
      max            = number
    }))
    access = map(object({
      principal_arn = string
      policy        = string
      namespaces    = optional(list(string), [])
      groups        = optional(list(string), [])
    }))
  })
}

variable "database" {
  description = "Size of PostgreSQL and how it is kept."
  type = object({
    instance_class  = string
    max_connections = number
    storage_gb      = object({ initial = number, most = number })
    multi_az        = bool
    backup_days     = number
    weekly_days     = number
  })
}

variable "cache" {
  description = "Size of Redis and how long its snapshots are kept."
  type = object({
    node_type     = string
    shards        = number
    replicas      = number
    snapshot_days = number
  })
}

variable "bucket_names" {
  description = "Names of the buckets; they are unique in all of AWS."
  type        = object({ images = string, storefront = string, logs = string, standby_images = string })
}

variable "firewall" {
  description = "Requests that one address may make in a minute, and countries that are refused."
  type        = object({ requests_per_minute = number, blocked_countries = optional(list(string), []) })
}

variable "alarms" {
  description = "Who hears of alarms, and the availability that is promised. PagerDuty once the secret alarms/pagerduty has a value."
  type = object({
    emails               = list(string)
    slack                = optional(object({ team_id = string, channel_id = string }))
    pagerduty            = optional(bool, false)
    availability_percent = number
  })
}

variable "monthly_usd" {
  description = "US dollars that a month may cost."
  type        = number
}

variable "bank_client_key" {
  description = "The bank's client key, which every buyer's page shows: it is no secret."
  type        = string

  validation {
    condition     = can(regex("^(test|live)_g?ck_", var.bank_client_key))
    error_message = "The bank's client key must begin with test_ck_ or live_ck_; a secret key (…_sk_) belongs into the secret bank-secret-key."
  }
}

variable "google_client_id" {
  description = "Our name at Google's log-in, which every buyer's browser shows: it is no secret."
  type        = string

  validation {
    condition     = endswith(var.google_client_id, ".apps.googleusercontent.com")
    error_message = "The client id must end with .apps.googleusercontent.com; the client secret belongs into the secret google-client-secret."
  }
}

variable "github_repository" {
  description = "Repository whose main branch releases, as owner/name."
  type        = string
}

variable "random_version" {
  description = "Raised by one, it gives every random secret, PostgreSQL's administrator and Redis a new value."
  type        = number
  default     = 1
}
