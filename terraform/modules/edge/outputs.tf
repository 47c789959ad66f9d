output "certificate_arn" {
  description = "Certificate of the balancer, once it is issued."
  value       = aws_acm_certificate_validation.balancer.certificate_arn
}

output "hosted_zone_arn" {
  description = "Zone of the domain."
  value       = aws_route53_zone.this.arn
}

output "name_servers" {
  description = "Name servers to enter at the registrar or in the parent's zone."
  value       = aws_route53_zone.this.name_servers
}

output "distribution" {
  description = "Distribution that a release of the storefront invalidates."
  value       = { id = aws_cloudfront_distribution.this.id, arn = aws_cloudfront_distribution.this.arn }
}

output "mail_configuration_set" {
  description = "Configuration set of the mails."
  value       = aws_sesv2_configuration_set.this.configuration_set_name
}
