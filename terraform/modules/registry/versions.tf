terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
      # Copies of the images are kept in the second region.
      configuration_aliases = [aws.standby]
    }
  }
}
