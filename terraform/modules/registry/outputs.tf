output "repository_arns" {
  description = "By repository its ARN."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.arn }
}
