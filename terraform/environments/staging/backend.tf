# The bucket is made once by hand, versioned and encrypted; the lock is a file beside the state.
terraform {
  backend "s3" {
    bucket       = "tiketi-terraform-staging"
    key          = "staging.tfstate"
    region       = "ap-northeast-2"
    encrypt      = true
    use_lockfile = true
  }
}
