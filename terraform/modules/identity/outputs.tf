# An ARN follows from its name, so that it is known before the role is made.
output "service_role_arns" {
  description = "By service, and for \"migration\", the role of its pods."
  value       = { for name, role in aws_iam_role.service : name => "arn:aws:iam::${var.account_id}:role/${role.name}" }
}

output "addon_role_arns" {
  description = "By add-on the role of its service account."
  value       = { for name, role in aws_iam_role.addon : name => "arn:aws:iam::${var.account_id}:role/${role.name}" }
}

output "pipeline_role_arns" {
  description = "Roles of the pipeline: release, plan and storefront."
  value       = { for name, role in aws_iam_role.pipeline : name => "arn:aws:iam::${var.account_id}:role/${role.name}" }
}
