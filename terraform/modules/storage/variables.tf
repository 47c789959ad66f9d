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
