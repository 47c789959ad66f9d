variable "name" {
  description = "Name of the budget."
  type        = string
}

variable "monthly_usd" {
  description = "US dollars that a month may cost."
  type        = number

  validation {
    condition     = var.monthly_usd > 0 && var.monthly_usd <= 1500
    error_message = "The budget of ${var.monthly_usd} USD must lie above 0 and at most at 1500, which is what was promised."
  }
}

variable "topic_arn" {
  description = "Topic that hears of it."
  type        = string
}
