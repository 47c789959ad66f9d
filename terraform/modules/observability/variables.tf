variable "name" {
  description = "Prefix of every name, such as tiketi-production."
  type        = string
}

variable "account_id" {
  description = "AWS account."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts logs and messages."
  type        = string
}

variable "cluster_name" {
  description = "Cluster that is watched."
  type        = string
}

variable "pod_log_group" {
  description = "Log group of what pods write."
  type        = string
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
}

variable "database" {
  description = "The database's name among metrics and the connections that it allows."
  type        = object({ identifier = string, max_connections = number })
}

variable "cache_node_ids" {
  description = "The Redis nodes' names among metrics."
  type        = list(string)
}

variable "availability_percent" {
  description = "Share of requests that must not fail by our fault, of which the burn rate is counted."
  type        = number

  validation {
    condition     = var.availability_percent >= 99 && var.availability_percent < 100
    error_message = "The availability must be at least 99 and below 100: at 100 one failed request would burn infinitely fast."
  }
}

variable "emails" {
  description = "Addresses that hear of alarms."
  type        = list(string)

  validation {
    condition     = length(var.emails) > 0 && alltrue([for email in var.emails : can(regex("^[^@ ]+@[^@ ]+\\.[a-z]+$", email))])
    error_message = "Somebody must hear of alarms: emails needs at least one address."
  }
}

variable "slack" {
  description = "Slack workspace and channel that hear of alarms, once the workspace has let AWS in; null until then."
  type        = object({ team_id = string, channel_id = string })
  default     = null
}

variable "on_call_secret" {
  description = "Secret that holds the on-call service's address, once it has a value; null until then."
  type        = string
  default     = null
}
