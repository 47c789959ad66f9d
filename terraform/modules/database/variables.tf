variable "name" {
  description = "Name of the instance."
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
  description = "Key that encrypts storage, backups and Performance Insights."
  type        = string
}

variable "admin_secret_id" {
  description = "Secret that holds the administrator's password."
  type        = string
}

variable "plan_secret_id" {
  description = "Secret that is read instead while Terraform only plans, when the password is not needed."
  type        = string
}

variable "admin_password_version" {
  description = "Raised by one, it gives the instance the password that the secret then holds."
  type        = number
}

variable "instance_class" {
  description = "Class of the instance."
  type        = string

  validation {
    condition     = can(regex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "The instance class \"${var.instance_class}\" must be one of RDS, such as db.t3.medium."
  }
}

variable "max_connections" {
  description = "Connections that all roles together may open."
  type        = number

  validation {
    condition     = var.max_connections >= 100 && var.max_connections <= 1000
    error_message = "max_connections is ${var.max_connections}: below 100 the services do not fit, and above 1000 PostgreSQL needs a pooler before it."
  }

  # RDS' own default: a connection for every 9.1 MiB. A size has at least so much memory whatever its family.
  validation {
    condition = var.max_connections <= floor(
      lookup({ micro = 1, small = 2, medium = 4, large = 8, xlarge = 16 }, split(".", "${var.instance_class}..")[2], 32) * 1073741824 / 9531392
    )
    error_message = "max_connections is ${var.max_connections}, for which ${var.instance_class} has too little memory: RDS allows a connection for every 9.1 MiB. Take a larger class, or smaller pools (cdk8s' rule connectionBudget counts them)."
  }
}

variable "storage_gb" {
  description = "Gigabytes at first and at most; it grows between them by itself."
  type        = object({ initial = number, most = number })

  validation {
    condition     = var.storage_gb.initial >= 20 && var.storage_gb.most >= var.storage_gb.initial
    error_message = "Storage must begin at 20 GB or more and end at no less than it begins."
  }
}

variable "multi_az" {
  description = "Whether a second zone holds a synchronous standby."
  type        = bool
}

variable "backup_days" {
  description = "Days back to any second of which the database can be restored."
  type        = number

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days must be 1 to 35: without a day of backups nothing can be restored, and RDS keeps 35 at most."
  }
}

variable "log_retention_days" {
  description = "Days that the server's log is kept."
  type        = number
  default     = 30
}
