locals {
  # SizeRestrictions_BODY only counts: pictures of events are larger than its 8 kB.
  managed = {
    AWSManagedRulesSQLiRuleSet           = { priority = 20, counted = [] }
    AWSManagedRulesCommonRuleSet         = { priority = 30, counted = ["SizeRestrictions_BODY"] }
    AWSManagedRulesKnownBadInputsRuleSet = { priority = 40, counted = [] }
  }
}

# CommonRuleSet holds the rules against cross-site scripting, SQLiRuleSet those against SQL injection.
resource "aws_wafv2_web_acl" "this" {
  name  = var.name
  scope = var.scope

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = length(var.blocked_countries) > 0 ? [var.blocked_countries] : []
    content {
      name     = "countries"
      priority = 0
      action {
        block {}
      }
      statement {
        geo_match_statement { country_codes = rule.value }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
        metric_name                = "${var.name}-countries"
      }
    }
  }

  rule {
    name     = "requests-per-address"
    priority = 10
    action {
      block {
        custom_response { response_code = 429 }
      }
    }
    statement {
      rate_based_statement {
        limit                 = var.requests_per_minute
        evaluation_window_sec = 60
        # Behind CloudFront the address of the connection is CloudFront's own.
        aggregate_key_type = var.scope == "CLOUDFRONT" ? "IP" : "FORWARDED_IP"

        dynamic "forwarded_ip_config" {
          for_each = var.scope == "CLOUDFRONT" ? [] : [1]
          content {
            header_name       = "X-Forwarded-For"
            fallback_behavior = "MATCH"
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
      metric_name                = "${var.name}-requests-per-address"
    }
  }

  dynamic "rule" {
    for_each = local.managed
    content {
      name     = rule.key
      priority = rule.value.priority
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          dynamic "rule_action_override" {
            for_each = rule.value.counted
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = true
        metric_name                = "${var.name}-${rule.key}"
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
    metric_name                = var.name
  }
}

resource "aws_cloudwatch_log_group" "this" {
  # WAF writes only to groups whose names begin so.
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]

  # Only what was refused: everything else is in the balancer's logs.
  logging_filter {
    default_behavior = "DROP"
    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"
      condition {
        action_condition { action = "BLOCK" }
      }
    }
  }

  redacted_fields {
    single_header { name = "authorization" }
  }

  redacted_fields {
    single_header { name = "cookie" }
  }
}
