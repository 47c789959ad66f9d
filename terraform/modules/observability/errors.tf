# The cluster makes the balancer, under a name that AWS ends with letters of its own, so it is found by the marks that the
# controller puts on it. Until it stands there is nobody to be refused and nothing to alarm.
data "aws_lbs" "balancer" {
  tags = { "elbv2.k8s.aws/cluster" = var.cluster_name, "ingress.k8s.aws/stack" = "tiketi" }

  lifecycle {
    postcondition {
      condition     = length(self.arns) <= 1
      error_message = "One balancer serves all services, and ${length(self.arns)} bear the marks of ${var.cluster_name}: delete those that nobody uses."
    }
  }
}

locals {
  # As CloudWatch names it: app/NAME/LETTERS.
  balancers = [for arn in data.aws_lbs.balancer.arns : regex("app/.+$", arn)]

  counts = {
    seen     = "RequestCount"
    services = "HTTPCode_Target_5XX_Count"
    balancer = "HTTPCode_ELB_5XX_Count"
  }

  allowed_percent = 100 - var.availability_percent

  # Fast: 2 % of a month's allowance in an hour. Slow: 5 % in six hours.
  windows = {
    fast-long  = { seconds = 3600, times = 14.4 }
    fast-short = { seconds = 300, times = 14.4 }
    slow-long  = { seconds = 21600, times = 6 }
    slow-short = { seconds = 1800, times = 6 }
  }

  ratios = length(local.balancers) == 0 ? {} : merge(
    { error-ratio = { seconds = 60, above = 5, says = "More than 5 % of the requests failed for a minute", tells = true } },
    {
      for window, burn in local.windows : "burn-${window}" => {
        seconds = burn.seconds
        above   = burn.times * local.allowed_percent
        says    = "For ${burn.seconds / 60} minutes requests failed at more than ${burn.times} times the rate that ${var.availability_percent} % allows"
        tells   = false
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = local.ratios

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.says
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.above
  evaluation_periods  = 1
  # Nobody came, so nobody was refused.
  treat_missing_data = "notBreaching"
  alarm_actions      = each.value.tells ? [aws_sns_topic.alarms.arn] : []
  ok_actions         = each.value.tells ? [aws_sns_topic.alarms.arn] : []

  # What no service could be found for is not among the requests seen, only among the balancer's own refusals.
  metric_query {
    id          = "ratio"
    expression  = "100 * (FILL(services, 0) + FILL(balancer, 0)) / (FILL(seen, 0) + FILL(balancer, 0))"
    label       = "Failed requests, percent"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.counts
    content {
      id          = metric_query.key
      return_data = false
      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value
        dimensions  = { LoadBalancer = one(local.balancers) }
        period      = each.value.seconds
        stat        = "Sum"
      }
    }
  }
}

# Long enough to matter, and still going on.
resource "aws_cloudwatch_composite_alarm" "burn" {
  for_each = toset(length(local.balancers) == 0 ? [] : ["fast", "slow"])

  alarm_name        = "${var.name}-burn-${each.key}"
  alarm_description = "Requests fail so often that ${var.availability_percent} % will not be kept"
  alarm_rule = join(" AND ", [
    for window in ["long", "short"] : "ALARM(\"${aws_cloudwatch_metric_alarm.errors["burn-${each.key}-${window}"].alarm_name}\")"
  ])
  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}
