output "random_secret_ids" {
  description = "By name the secrets that already have a value."
  value       = { for name, version in aws_secretsmanager_secret_version.random : name => version.secret_id }
}

output "awaiting_values" {
  description = "Secrets that an operator gives a value before the services start."
  value       = sort([for name, secret in var.secrets : aws_secretsmanager_secret.this[name].name if secret.made == "operator"])
}

output "plan_secret" {
  description = "The secret that is none, for plans: its name, and its id once it has a value."
  value       = { name = "tiketi/${var.environment}/plan", id = aws_secretsmanager_secret_version.plan.secret_id }
}
