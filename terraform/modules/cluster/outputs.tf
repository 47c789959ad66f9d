output "name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "oidc_provider_arn" {
  description = "Provider that trusts the cluster's service accounts."
  value       = aws_iam_openid_connect_provider.this.arn
}

output "oidc_issuer" {
  description = "Issuer of the service accounts' tokens, without its scheme."
  value       = local.issuer
}
