variable "bucket_names" {
  description = "Names of the buckets; they are unique in all of AWS."
  type        = object({ images = string, storefront = string, logs = string })
}

variable "account_id" {
  description = "AWS account."
  type        = string
}

variable "replica_bucket_arn" {
  description = "Bucket of the second region that gets every image too."
  type        = string
}

variable "origin" {
  description = "The storefront's origin, whose pages send pictures into the bucket of the images."
  type        = string

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+$", var.origin))
    error_message = "The origin \"${var.origin}\" must be https:// and one host, or any page could send pictures."
  }
}
