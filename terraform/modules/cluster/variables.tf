variable "name" {
  description = "Name of the cluster and prefix of what belongs to it."
  type        = string
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes that EKS supports at its standard price."
  type        = string

  validation {
    condition     = can(regex("^1\\.\\d{2}$", var.kubernetes_version))
    error_message = "The Kubernetes version \"${var.kubernetes_version}\" must be a minor version such as 1.35."
  }
}

variable "subnet_ids" {
  description = "By zone the private subnet of its nodes."
  type        = map(string)
}

variable "security_group_ids" {
  description = "Groups of the control plane and of the nodes."
  type        = object({ control-plane = string, node = string })
}

variable "key_arn" {
  description = "Key that encrypts Kubernetes' Secrets and the nodes' disks."
  type        = string
}

variable "operator_cidrs" {
  description = "Networks from which people reach the API; without any it is private."
  type        = list(string)

  validation {
    condition     = alltrue([for cidr in var.operator_cidrs : can(cidrhost(cidr, 0)) && !can(regex("/[0-7]$", cidr))])
    error_message = "The API must not be open to everybody: each of operator_cidrs must be a network of /8 or smaller, such as an office's."
  }
}

variable "access" {
  description = "Who may do what in the cluster: a role's ARN, an EKS access policy, and the namespaces it is limited to (none: all). `groups` are Kubernetes groups that the cluster's own RBAC knows."
  type = map(object({
    principal_arn = string
    policy        = string
    namespaces    = optional(list(string), [])
    groups        = optional(list(string), [])
  }))

  validation {
    condition     = alltrue([for entry in values(var.access) : can(regex("^arn:aws:iam::\\d{12}:role/", entry.principal_arn))])
    error_message = "Only roles get access to the cluster: principal_arn must be arn:aws:iam::ACCOUNT:role/NAME, never a user with a long-lived key."
  }
}

variable "node_groups" {
  description = "Groups of nodes: the zones that they stand in, whether on demand or spot, and how many."
  type = map(object({
    zones          = list(string)
    capacity_type  = string
    instance_types = list(string)
    min            = number
    desired        = number
    max            = number
  }))

  validation {
    condition     = alltrue([for group in values(var.node_groups) : contains(["ON_DEMAND", "SPOT"], group.capacity_type)])
    error_message = "The capacity_type of a node group must be ON_DEMAND or SPOT."
  }

  validation {
    condition     = alltrue([for group in values(var.node_groups) : group.min <= group.desired && group.desired <= group.max])
    error_message = "A node group's sizes must be in order: min, desired, max."
  }

  validation {
    condition = alltrue([
      for zone in keys(var.subnet_ids) : anytrue([
        for group in values(var.node_groups) : group.capacity_type == "ON_DEMAND" && group.zones == tolist([zone])
      ])
    ])
    error_message = "Each zone needs an on-demand node group of its own: one group over both is not balanced while a zone is lost."
  }
}

variable "max_pods_per_node" {
  description = "Pods that a node accepts. Prefix delegation gives addresses for 110; memory ends before."
  type        = number

  validation {
    condition     = var.max_pods_per_node >= 17 && var.max_pods_per_node <= 110
    error_message = "max_pods_per_node must be between 17, which needs no prefix delegation, and 110, which Kubernetes recommends as the most."
  }
}

variable "log_retention_days" {
  description = "Days that the control plane's logs are kept."
  type        = number
  default     = 30
}

variable "pod_log_group" {
  description = "Log group that gets what pods write; whoever makes it decides how long it is kept."
  type        = string
}
