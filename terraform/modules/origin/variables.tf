variable "bucket" {
  description = "Bucket that the distribution alone reads."
  type        = object({ id = string, arn = string })
}

variable "distribution_arn" {
  description = "The distribution."
  type        = string
}

variable "prefix" {
  description = "Beginning of the keys that it reads, such as \"images/\"; all by default."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^([a-z0-9-]+/)*$", var.prefix))
    error_message = "The prefix \"${var.prefix}\" must be folders such as images/, each with its slash, and no wildcard."
  }
}
