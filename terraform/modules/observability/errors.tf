locals {
  # Of all that the account's balancers saw: theirs is made by the cluster, under a name that is not known here.
  seen   = "SELECT SUM(RequestCount) FROM SCHEMA(\"AWS/ApplicationELB\", LoadBalancer)"
  failed = "SELECT SUM(HTTPCode_Target_5XX_Count) FROM SCHEMA(\"AWS/ApplicationELB\", LoadBalancer)"

  allowed_percent = 100 - var.availability_percent

  # Fast: 2 % of a month's allowance in an hour. Slow: 5 % in three, which is as far back as such alarms see.
  windows = {
    fast-long  = { seconds = 3600, times = 14.4 }
    fast-short = { seconds = 300, times = 14.4 }
    slow-long  = { seconds = 10800, times = 6 }
    slow-short = { seconds = 1800, times = 6 }
  }

  ratios = merge(
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

  metric_query {
    id          = "ratio"
    expression  = "100 * FILL(failed, 0) / seen"
    label       = "Failed requests, percent"
    period      = each.value.seconds
    return_data = true
  }

  metric_query {
    id          = "seen"
    expression  = local.seen
    period      = each.value.seconds
    return_data = false
  }

  metric_query {
    id          = "failed"
    expression  = local.failed
    period      = each.value.seconds
    return_data = false
  }
}

# Long enough to matter, and still going on.
resource "aws_cloudwatch_composite_alarm" "burn" {
  for_each = toset(["fast", "slow"])

  alarm_name        = "${var.name}-burn-${each.key}"
  alarm_description = "Requests fail so often that ${var.availability_percent} % will not be kept"
  alarm_rule = join(" AND ", [
    for window in ["long", "short"] : "ALARM(\"${aws_cloudwatch_metric_alarm.errors["burn-${each.key}-${window}"].alarm_name}\")"
  ])
  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}
