output "facts" {
  description = "What the manifests must know; cdk8s/environments/facts holds the committed copy."
  value       = module.environment.facts
}

output "annotations" {
  description = "Of Argo CD's own Secret of the cluster, so that add-ons know where they run."
  value       = module.environment.annotations
}

output "awaiting_values" {
  description = "Secrets that an operator gives a value before the services start."
  value       = module.environment.awaiting_values
}

output "name_servers" {
  description = "Name servers to enter at the registrar or in the parent's zone."
  value       = module.environment.name_servers
}

output "alarms_topic_arn" {
  description = "Topic to which the on-call service subscribes; its address holds a key, so that it is not written here."
  value       = module.environment.alarms_topic_arn
}

output "release_role_arn" {
  description = "Role under which the pipeline pushes and promotes images."
  value       = module.environment.pipeline_role_arns.release
}

output "plan_role_arn" {
  description = "Role under which the pipeline plans a pull request; it changes nothing and reads no secret."
  value       = module.environment.pipeline_role_arns.plan
}

output "storefront_role_arn" {
  description = "Role under which the pipeline publishes the storefront."
  value       = module.environment.pipeline_role_arns.storefront
}

output "storefront_bucket" {
  description = "Bucket into which the storefront is published."
  value       = module.environment.storefront.bucket
}

output "storefront_distribution_id" {
  description = "Distribution that is told of new pages."
  value       = module.environment.storefront.distribution_id
}
