variable "name" {
  description = "Name of the firewall."
  type        = string
}

variable "scope" {
  description = "CLOUDFRONT for the distribution, REGIONAL for the balancer."
  type        = string

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "The scope must be CLOUDFRONT or REGIONAL."
  }
}

variable "requests_per_minute" {
  description = "Requests that one address may make in a minute."
  type        = number

  validation {
    condition     = var.requests_per_minute >= 10
    error_message = "requests_per_minute must be 10 or more, the least that WAF counts."
  }
}

variable "blocked_countries" {
  description = "Two-letter codes of countries that are refused; none by default."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for code in var.blocked_countries : can(regex("^[A-Z]{2}$", code))])
    error_message = "blocked_countries must be two-letter codes such as \"KP\"."
  }
}

variable "log_retention_days" {
  description = "Days that refused requests are kept."
  type        = number
  default     = 30
}
