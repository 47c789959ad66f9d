# The root of the modules' own tests: it makes nothing itself.
terraform {
  required_version = ">= 1.11.0"
}
