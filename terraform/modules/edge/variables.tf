variable "name" {
  description = "Prefix of every name, such as tiketi-production."
  type        = string
}

variable "domain" {
  description = "Domain of the storefront and of the services."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.domain))
    error_message = "The domain \"${var.domain}\" must be a name such as tiketi.com."
  }
}

variable "delegations" {
  description = "Subdomains that another account keeps, each with the name servers of its zone."
  type        = map(list(string))
  default     = {}
}

variable "web_acl_arn" {
  description = "Firewall of the distribution."
  type        = string
}

variable "buckets" {
  description = "Buckets of the images and of the storefront."
  type = object({
    images     = object({ id = string, arn = string, domain_name = string })
    storefront = object({ id = string, arn = string, domain_name = string })
  })
}
