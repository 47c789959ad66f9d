variable "repositories" {
  description = "Names of the image repositories."
  type        = list(string)
}

variable "account_id" {
  description = "AWS account, whose registry is the same in every region."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts the layers."
  type        = string
}

variable "standby_region" {
  description = "Region that gets every image too."
  type        = string
}
