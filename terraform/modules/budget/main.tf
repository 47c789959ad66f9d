locals {
  # Before it is spent, when it is spent, and when the month is on its way there.
  notices = {
    "spent 80 %"    = { kind = "ACTUAL", percent = 80 }
    "spent"         = { kind = "ACTUAL", percent = 100 }
    "will be spent" = { kind = "FORECASTED", percent = 100 }
  }
}

resource "aws_budgets_budget" "this" {
  name         = var.name
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.monthly_usd)
  limit_unit   = "USD"

  dynamic "notification" {
    for_each = local.notices
    content {
      comparison_operator       = "GREATER_THAN"
      notification_type         = notification.value.kind
      threshold                 = notification.value.percent
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [var.topic_arn]
    }
  }
}
