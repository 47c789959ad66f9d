resource "aws_s3_bucket_policy" "this" {
  bucket = var.bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyTheDistributionReads"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = ["s3:GetObject"]
        Resource  = "${var.bucket.arn}/${var.prefix}*"
        Condition = { StringEquals = { "AWS:SourceArn" = var.distribution_arn } }
      },
      {
        Sid       = "OnlyByTls"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = ["s3:*"]
        Resource  = [var.bucket.arn, "${var.bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
