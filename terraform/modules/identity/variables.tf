variable "name" {
  description = "Prefix of every role, such as tiketi-production."
  type        = string
}

variable "environment" {
  description = "Name under which secrets and parameters are kept."
  type        = string
}

variable "account_id" {
  description = "AWS account."
  type        = string
}

variable "region" {
  description = "Region of the cluster."
  type        = string
}

variable "cluster_name" {
  description = "Cluster that the add-ons look after."
  type        = string
}

variable "oidc" {
  description = "The cluster's issuer of service accounts' tokens and the provider that trusts it."
  type        = object({ provider_arn = string, issuer = string })
}

variable "secrets" {
  description = "By name the roles that read a secret; the table is terraform/settings.json."
  type        = map(object({ readers = list(string) }))
}

variable "services" {
  description = "Names of the services."
  type        = list(string)
}

variable "images_bucket_arn" {
  description = "Bucket of the images that organisers upload."
  type        = string
}

variable "storefront" {
  description = "Bucket and distribution of the storefront."
  type        = object({ bucket_arn = string, distribution_arn = string })
}

variable "mail_identity_arns" {
  description = "What SES lets mails be sent as: the domain and the configuration set."
  type        = list(string)
}

variable "hosted_zone_arn" {
  description = "Zone whose records external-dns keeps."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate of the balancer."
  type        = string
}

variable "web_acl_arn" {
  description = "Firewall of the balancer."
  type        = string
}

variable "alarms_topic" {
  description = "Topic to which Alertmanager publishes, and the key that its messages are encrypted with."
  type        = object({ arn = string, key_arn = string })
}

variable "github_repository" {
  description = "Repository whose workflows take the pipeline's roles, as owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be owner/name, without a wildcard."
  }
}

variable "repository_arns" {
  description = "Image repositories that the main branch pushes to."
  type        = list(string)
}

variable "state" {
  description = "Where this environment's state is kept."
  type        = object({ bucket = string, key = string })
}

variable "plan_secret" {
  description = "Name of the secret that a plan reads where an apply reads a password."
  type        = string
}
