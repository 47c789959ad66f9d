output "bucket" {
  description = "The bucket, once the distribution may read it."
  value       = aws_s3_bucket_policy.this.bucket
}
