variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "database_arn" {
  description = "Database that is kept."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts the recovery points."
  type        = string
}

variable "weekly_days" {
  description = "Days that the weekly recovery points are kept."
  type        = number
}

variable "standby_vault_arn" {
  description = "Vault of the second region that gets a copy of each."
  type        = string
}
