output "buckets" {
  description = "By name (images, storefront, logs) the bucket."
  value = {
    for name, bucket in aws_s3_bucket.this : name => {
      id          = bucket.id
      arn         = "arn:aws:s3:::${local.buckets[name]}"
      domain_name = bucket.bucket_regional_domain_name
    }
  }
}
