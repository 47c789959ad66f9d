# The record that proves the domain is there already: it is the same in every region of the account.
resource "aws_acm_certificate" "balancer" {
  domain_name               = local.domain
  subject_alternative_names = ["*.${local.domain}"]
  validation_method         = "DNS"
  lifecycle { create_before_destroy = true }
}

resource "aws_acm_certificate_validation" "balancer" {
  certificate_arn = aws_acm_certificate.balancer.arn
}

resource "aws_s3_bucket" "storefront" {
  bucket = "tiketi-storefront-prod-standby"
}

resource "aws_s3_bucket_public_access_block" "storefront" {
  bucket                  = aws_s3_bucket.storefront.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Only the distribution reads, as in the first region.
module "origin" {
  source   = "../../../terraform/modules/origin"
  for_each = { (aws_s3_bucket.storefront.bucket) = "", tiketi-images-prod-standby = "images/" }

  bucket           = { id = each.key, arn = "arn:aws:s3:::${each.key}" }
  distribution_arn = var.distribution_arn
  prefix           = each.value
}

# Organisers go on sending pictures.
resource "aws_s3_bucket_cors_configuration" "images" {
  bucket = "tiketi-images-prod-standby"

  cors_rule {
    allowed_origins = ["https://${local.domain}"]
    allowed_methods = ["POST"]
    allowed_headers = ["content-type"]
    max_age_seconds = 3600
  }
}

variable "distribution_arn" {
  description = "The distribution, which goes on when a region is lost."
  type        = string
}

output "facts" {
  description = "What the manifests must know of the second region; all else stays."
  value = {
    clusterName           = module.cluster.name
    region                = local.region
    vpcCidr               = data.aws_vpc.standby.cidr_block
    albSubnets            = [for subnet in data.aws_subnet.public : subnet.cidr_block]
    dataSubnets           = [for subnet in data.aws_subnet.data : subnet.cidr_block]
    certificateArn        = aws_acm_certificate_validation.balancer.certificate_arn
    wafAclArn             = module.firewall.arn
    balancerSecurityGroup = "${local.name}-alb"
    ecrRegistry           = "${local.account_id}.dkr.ecr.${local.region}.amazonaws.com"
    logsBucket            = ""
  }
}

output "issuer" {
  description = "Issuer of the new cluster's service accounts."
  value       = module.cluster.oidc_issuer
}

output "redis_address" {
  description = "Host name by which clients learn of Redis."
  value       = module.cache.address
}
