variable "name" {
  description = "Prefix of every name, such as tiketi-production."
  type        = string
}

variable "account_id" {
  description = "AWS account."
  type        = string
}

variable "network" {
  description = "The network that waits in the second region."
  type = object({
    cidr  = string
    zones = map(object({ public = string, private = string, data = string }))
  })
}

variable "images_bucket" {
  description = "Name of the bucket that gets every image too."
  type        = string
}

variable "max_connections" {
  description = "Connections that a restored database allows."
  type        = number
}
