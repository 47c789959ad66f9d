variable "name" {
  description = "Prefix of every name, such as tiketi-production."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "The name \"${var.name}\" must be lower-case letters, digits and hyphens, 2 to 31 of them."
  }
}

variable "cidr" {
  description = "Network of the VPC."
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(tonumber(split("/", var.cidr)[1]) <= 24, false)
    error_message = "The VPC's network \"${var.cidr}\" must be a CIDR block of /24 or larger."
  }
}

variable "zones" {
  description = "By availability zone the networks of its public, private and data subnets."
  type        = map(object({ public = string, private = string, data = string }))

  validation {
    condition     = length(var.zones) >= 2
    error_message = "There must be at least two availability zones, or the loss of one takes everything with it."
  }

  validation {
    condition = alltrue(flatten([
      for zone in values(var.zones) : [for cidr in values(zone) : can(cidrhost(cidr, 0))]
    ]))
    error_message = "Every subnet must be a CIDR block such as 10.0.1.0/24."
  }

  # Two blocks overlap if, cut to the shorter of their prefixes, they begin at the same address.
  validation {
    condition = length(distinct(flatten([for zone in values(var.zones) : values(zone)]))) == 3 * length(var.zones) && alltrue(flatten([
      for a in flatten([for zone in values(var.zones) : values(zone)]) : [
        for b in flatten([for zone in values(var.zones) : values(zone)]) : a == b || try(
          cidrhost("${split("/", a)[0]}/${min(split("/", a)[1], split("/", b)[1])}", 0) !=
          cidrhost("${split("/", b)[0]}/${min(split("/", a)[1], split("/", b)[1])}", 0),
        true)
      ]
    ]))
    error_message = "Two subnets overlap: each needs a network of its own."
  }

  validation {
    condition = alltrue(flatten([
      for zone in values(var.zones) : [
        for cidr in values(zone) : try(
          tonumber(split("/", cidr)[1]) >= tonumber(split("/", var.cidr)[1]) &&
          cidrhost("${split("/", cidr)[0]}/${split("/", var.cidr)[1]}", 0) == cidrhost(var.cidr, 0),
        true)
      ]
    ]))
    error_message = "Every subnet must lie inside of the VPC's network ${var.cidr}."
  }
}

variable "nat" {
  description = "Gateways by which private subnets reach the internet: \"per zone\" outlives the loss of a zone, \"single\" does not, \"none\" is a network that waits."
  type        = string
  default     = "per zone"

  validation {
    condition     = contains(["per zone", "single", "none"], var.nat)
    error_message = "The NAT gateways must be \"per zone\", \"single\" or \"none\"."
  }
}

variable "refused_connections" {
  description = "Bucket that keeps the records of refused connections; a network that waits needs none."
  type        = object({ bucket_arn = string })
  default     = null
}
