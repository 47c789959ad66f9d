variable "environment" {
  description = "Name under which secrets and parameters are kept."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts the secrets."
  type        = string
}

variable "secrets" {
  description = "By name what a secret is and how it gets its value: \"random\" by Terraform, which does not keep it, \"operator\" by hand. The table is terraform/settings.json."
  type        = map(object({ made = string, what = string }))

  validation {
    condition     = alltrue([for secret in values(var.secrets) : contains(["random", "operator"], secret.made)])
    error_message = "A secret must be made \"random\" or \"operator\": no value of a secret is ever written in this repository."
  }
}

variable "random_version" {
  description = "Raised by one, it gives every random secret a new value."
  type        = number
  default     = 1
}

variable "parameters" {
  description = "Settings that are no secrets, by path below the environment, such as shared/PUBLIC_URL."
  type        = map(string)

  validation {
    condition     = alltrue([for path in keys(var.parameters) : can(regex("^[a-z]+/[A-Z][A-Z0-9_]*$", path))])
    error_message = "A parameter's path must be SERVICE/SETTING or shared/SETTING."
  }

  validation {
    condition = alltrue([
      for path, value in var.parameters :
      !can(regex("(PASSWORD|SECRET|TOKEN|PRIVATE|SIGNING)", path)) && !can(regex("//[^/@]*:[^/@]*@", value))
    ])
    error_message = "A parameter must not hold a secret: passwords and keys are Secrets Manager secrets, named in terraform/settings.json."
  }
}

variable "parameter_names" {
  description = "The parameters that services read, so that none is forgotten or left over. The table is terraform/settings.json."
  type        = list(string)

  validation {
    condition     = toset(var.parameter_names) == toset(keys(var.parameters))
    error_message = "Parameters given and parameters of terraform/settings.json differ in: ${join(", ", concat(tolist(setsubtract(var.parameter_names, keys(var.parameters))), tolist(setsubtract(keys(var.parameters), var.parameter_names))))}."
  }
}

variable "replica" {
  description = "Second region that holds the secrets too, and the key that encrypts them there."
  type        = object({ region = string, key_arn = string })
}
