# A pilot light: all that takes long to make or cannot be made once the region is lost, and nothing that costs by the hour.
module "encryption" {
  source = "../encryption"

  name       = "${var.name}-standby"
  account_id = var.account_id
}

module "network" {
  source = "../network"

  name  = "${var.name}-standby"
  cidr  = var.network.cidr
  zones = var.network.zones
  nat   = "none"
}

resource "aws_db_subnet_group" "this" {
  name       = "${var.name}-standby"
  subnet_ids = module.network.data_subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-standby-postgres16"
  family      = "postgres16"
  description = "As in the first region: TLS only, and room for the pools"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name         = "max_connections"
    value        = tostring(var.max_connections)
    apply_method = "pending-reboot"
  }
}

resource "aws_backup_vault" "this" {
  name        = "${var.name}-standby"
  kms_key_arn = module.encryption.key_arn
}

resource "aws_s3_bucket" "images" {
  bucket = var.images_bucket
}

resource "aws_s3_bucket_public_access_block" "images" {
  bucket                  = aws_s3_bucket.images.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "images" {
  bucket = aws_s3_bucket.images.id
  rule { object_ownership = "BucketOwnerEnforced" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "images" {
  bucket = aws_s3_bucket.images.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

resource "aws_s3_bucket_versioning" "images" {
  bucket = aws_s3_bucket.images.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_lifecycle_configuration" "images" {
  bucket = aws_s3_bucket.images.id

  rule {
    id     = "old-versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration { noncurrent_days = 90 }
    abort_incomplete_multipart_upload { days_after_initiation = 1 }
  }

  depends_on = [aws_s3_bucket_versioning.images]
}

resource "aws_s3_bucket_policy" "images" {
  bucket = aws_s3_bucket.images.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyByTls"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = ["s3:*"]
      Resource  = ["arn:aws:s3:::${var.images_bucket}", "arn:aws:s3:::${var.images_bucket}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.images]
}
