output "address" {
  description = "Host name of the writer, which stays when the standby takes over."
  value       = aws_db_instance.this.address
}

output "arn" {
  description = "The instance."
  value       = aws_db_instance.this.arn
}

output "identifier" {
  description = "The instance's name among metrics."
  value       = aws_db_instance.this.identifier
}
