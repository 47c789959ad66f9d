variable "name" {
  description = "Name of the replication group."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of at least two zones without a way to the internet."
  type        = list(string)
}

variable "security_group_id" {
  description = "Group that lets in who may connect."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts what is kept."
  type        = string
}

variable "token_secret_id" {
  description = "Secret that holds the password of all clients."
  type        = string
}

variable "plan_secret_id" {
  description = "Secret that is read instead while Terraform only plans, when the password is not needed."
  type        = string
}

variable "token_version" {
  description = "Raised by one, it gives Redis the password that the secret then holds; the old one stays valid beside it."
  type        = number
}

variable "node_type" {
  description = "Type of each node."
  type        = string

  validation {
    condition     = can(regex("^cache\\.[a-z0-9]+\\.[a-z0-9]+$", var.node_type))
    error_message = "The node type \"${var.node_type}\" must be one of ElastiCache, such as cache.t3.medium."
  }
}

variable "shards" {
  description = "Parts of the key space."
  type        = number

  validation {
    condition     = var.shards >= 2
    error_message = "The cluster must have two shards or more: with one, a client that cannot follow a MOVED is never found out."
  }
}

variable "replicas" {
  description = "Replicas of each shard; one in another zone outlives the loss of a zone."
  type        = number
}

variable "snapshot_days" {
  description = "Days that daily snapshots are kept."
  type        = number
}
