output "key_arn" {
  description = "Key of the second region."
  value       = module.encryption.key_arn
}

output "vault_arn" {
  description = "Vault that gets a copy of each weekly recovery point."
  value       = aws_backup_vault.this.arn
}

output "images_bucket_arn" {
  description = "Bucket that gets every image too."
  value       = "arn:aws:s3:::${aws_s3_bucket.images.bucket}"
}

output "database_subnet_group" {
  description = "Where a database is restored."
  value       = aws_db_subnet_group.this.name
}

output "database_parameter_group" {
  description = "Parameters of a restored database."
  value       = aws_db_parameter_group.this.name
}
