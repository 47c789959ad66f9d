resource "aws_route53_zone" "this" {
  name = var.domain
}

resource "aws_route53_record" "delegation" {
  for_each = var.delegations

  zone_id = aws_route53_zone.this.zone_id
  name    = each.key
  type    = "NS"
  ttl     = 3600
  records = each.value
}

resource "aws_acm_certificate" "balancer" {
  domain_name               = var.domain
  subject_alternative_names = ["*.${var.domain}"]
  validation_method         = "DNS"

  lifecycle { create_before_destroy = true }
}

resource "aws_acm_certificate" "distribution" {
  provider = aws.global

  domain_name               = var.domain
  subject_alternative_names = ["*.${var.domain}"]
  validation_method         = "DNS"

  lifecycle { create_before_destroy = true }
}

locals {
  # One record proves the domain and its wildcard, in every region of the account.
  proof = tolist(aws_acm_certificate.balancer.domain_validation_options)[0]
}

resource "aws_route53_record" "proof" {
  zone_id         = aws_route53_zone.this.zone_id
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  ttl             = 300
  records         = [local.proof.resource_record_value]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "balancer" {
  certificate_arn         = aws_acm_certificate.balancer.arn
  validation_record_fqdns = [aws_route53_record.proof.fqdn]
}

resource "aws_acm_certificate_validation" "distribution" {
  provider = aws.global

  certificate_arn         = aws_acm_certificate.distribution.arn
  validation_record_fqdns = [aws_route53_record.proof.fqdn]
}

resource "aws_route53_record" "distribution" {
  for_each = toset(["A", "AAAA"])

  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}
