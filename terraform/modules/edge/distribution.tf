locals {
  # Policies that AWS keeps for all: documented in CloudFront's developer guide.
  cached            = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  never_cached      = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  all_of_the_viewer = "216adef6-5c7f-47e4-b989-5492eafa07d3"
  security_headers  = "67f7725c-6f97-4210-82d7-5512b31e9d03"
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = var.name
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# A page of the storefront is one file; which page it shows is in the path.
resource "aws_cloudfront_function" "page" {
  name    = "${var.name}-page"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = file("${path.module}/page.js")
}

# AWS' own policy of security headers says nothing of what a page may load. The bank's script is of the bank's origin and
# talks to hosts beside it; pictures that organisers upload go to the bucket itself.
resource "aws_cloudfront_response_headers_policy" "storefront" {
  name = "${var.name}-storefront"

  security_headers_config {
    content_security_policy {
      override = true
      content_security_policy = join("; ", [
        "default-src 'self'",
        "script-src 'self' https://js.tosspayments.com",
        "connect-src 'self' https://*.tosspayments.com https://${var.buckets.images.domain_name}",
        "frame-src https://*.tosspayments.com",
        "img-src 'self' data:",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self' https://*.tosspayments.com",
        "frame-ancestors 'none'",
      ])
    }
    content_type_options {
      override = true
    }
    referrer_policy {
      override        = true
      referrer_policy = "strict-origin-when-cross-origin"
    }
    strict_transport_security {
      override                   = true
      access_control_max_age_sec = 31536000
      include_subdomains         = true
    }
  }

  custom_headers_config {
    items {
      header   = "permissions-policy"
      value    = "camera=(self), geolocation=(), microphone=()"
      override = true
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  comment             = var.name
  aliases             = [var.domain]
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_200"
  web_acl_id          = var.web_acl_arn

  origin {
    origin_id                = "storefront"
    domain_name              = var.buckets.storefront.domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  origin {
    origin_id                = "images"
    domain_name              = var.buckets.images.domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  # The cluster's external-dns keeps this name at the balancer that the controller made.
  origin {
    origin_id   = "balancer"
    domain_name = "origin.${var.domain}"

    custom_origin_config {
      http_port                = 80
      https_port               = 443
      origin_protocol_policy   = "https-only"
      origin_ssl_protocols     = ["TLSv1.2"]
      origin_read_timeout      = 30
      origin_keepalive_timeout = 60
    }
  }

  default_cache_behavior {
    target_origin_id           = "storefront"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.cached
    response_headers_policy_id = aws_cloudfront_response_headers_policy.storefront.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.page.arn
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/images/*"
    target_origin_id           = "images"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.cached
    response_headers_policy_id = local.security_headers
  }

  dynamic "ordered_cache_behavior" {
    for_each = ["/api/*", "/ws/*"]
    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = "balancer"
      viewer_protocol_policy     = "https-only"
      allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = local.never_cached
      origin_request_policy_id   = local.all_of_the_viewer
      response_headers_policy_id = local.security_headers
    }
  }

  restrictions {
    geo_restriction { restriction_type = "none" }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.distribution.certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }
}

# What is still below uploads/ is nobody's to see.
module "origin" {
  source   = "../origin"
  for_each = { images = "images/", storefront = "" }

  bucket           = var.buckets[each.key]
  distribution_arn = aws_cloudfront_distribution.this.arn
  prefix           = each.value
}
