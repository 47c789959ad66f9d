variable "name" {
  description = "Prefix of every name, such as tiketi-production."
  type        = string
}

variable "account_id" {
  description = "AWS account."
  type        = string
}
