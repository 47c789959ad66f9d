resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = var.key_arn
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsAndBudget"
      Effect    = "Allow"
      Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
      Action    = ["sns:Publish"]
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}

resource "aws_iam_role" "slack" {
  count = var.slack == null ? 0 : 1

  name = "${var.name}-slack"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "chatbot.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

# Alarms come to the channel; nobody can do anything to the account from there.
resource "aws_chatbot_slack_channel_configuration" "this" {
  count = var.slack == null ? 0 : 1

  configuration_name    = "${var.name}-alarms"
  iam_role_arn          = aws_iam_role.slack[0].arn
  slack_team_id         = var.slack.team_id
  slack_channel_id      = var.slack.channel_id
  sns_topic_arns        = [aws_sns_topic.alarms.arn]
  guardrail_policy_arns = ["arn:aws:iam::aws:policy/AWSDenyAll"]
}

# The on-call service's address holds a key. CloudFormation fetches it from the secret by itself, so that Terraform's plan and
# state hold no more than where it lies.
resource "aws_cloudformation_stack" "on_call" {
  count = var.on_call_secret == null ? 0 : 1

  name = "${var.name}-on-call"
  template_body = jsonencode({
    Resources = {
      Subscription = {
        Type = "AWS::SNS::Subscription"
        Properties = {
          TopicArn = aws_sns_topic.alarms.arn
          Protocol = "https"
          Endpoint = "{{resolve:secretsmanager:${coalesce(var.on_call_secret, "-")}:SecretString}}"
        }
      }
    }
  })
}
