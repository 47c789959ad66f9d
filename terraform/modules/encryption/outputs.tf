output "key_arn" {
  description = "Key that encrypts what the environment keeps in this region."
  value       = aws_kms_key.this.arn
}
