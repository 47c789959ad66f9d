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

variable "apart_from" {
  description = "The first region's network, from which this one must differ: joined some day, the same addresses would mean two things."
  type        = string

  # Two blocks overlap if, cut to the shorter of their prefixes, they begin at the same address.
  validation {
    condition = try(
      cidrhost("${split("/", var.apart_from)[0]}/${min(split("/", var.apart_from)[1], split("/", var.network.cidr)[1])}", 0) !=
      cidrhost("${split("/", var.network.cidr)[0]}/${min(split("/", var.apart_from)[1], split("/", var.network.cidr)[1])}", 0),
    true)
    error_message = "The second region's network ${var.network.cidr} overlaps the first's ${var.apart_from}: choose another."
  }
}

variable "images_bucket" {
  description = "Name of the bucket that gets every image too."
  type        = string
}

variable "max_connections" {
  description = "Connections that a restored database allows."
  type        = number
}
