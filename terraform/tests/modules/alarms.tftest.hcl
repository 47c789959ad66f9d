variables {
  name                 = "tiketi-test"
  account_id           = "111111111111"
  key_arn              = "arn:aws:kms:ap-northeast-2:111111111111:key/1"
  cluster_name         = "tiketi-test"
  pod_log_group        = "/aws/eks/tiketi/tiketi-test"
  database             = { identifier = "tiketi-test", max_connections = 400 }
  cache_node_ids       = ["tiketi-test-0001-001"]
  availability_percent = 99.99
  emails               = ["oncall@tiketi.com"]
}

run "refuses_alarms_that_nobody_hears" {
  command = plan
  module { source = "../../modules/observability" }
  variables {
    availability_percent = 100
    emails               = []
  }
  expect_failures = [var.emails, var.availability_percent]
}

run "slack_hears_only_when_it_is_named" {
  command = apply
  module { source = "../../modules/observability" }
  variables {
    slack = { team_id = "T0001", channel_id = "C0001" }
  }

  assert {
    condition     = aws_chatbot_slack_channel_configuration.this[0].guardrail_policy_arns == tolist(["arn:aws:iam::aws:policy/AWSDenyAll"])
    error_message = "Nobody may act on the account from a channel."
  }

  assert {
    condition     = aws_chatbot_slack_channel_configuration.this[0].sns_topic_arns == toset([aws_sns_topic.alarms.arn])
    error_message = "The channel hears of the alarms' topic."
  }
}

run "the_on_call_service_is_told_under_an_address_that_is_in_no_plan" {
  command = apply
  module { source = "../../modules/observability" }
  variables {
    on_call_secret = "tiketi/test/alarms/pagerduty"
  }

  assert {
    condition = jsondecode(aws_cloudformation_stack.on_call[0].template_body).Resources.Subscription == {
      Type = "AWS::SNS::Subscription"
      Properties = {
        TopicArn = aws_sns_topic.alarms.arn
        Protocol = "https"
        Endpoint = "{{resolve:secretsmanager:tiketi/test/alarms/pagerduty:SecretString}}"
      }
    }
    error_message = "The address must be fetched from the secret, to the topic of the alarms."
  }

  assert {
    condition     = aws_sns_topic_subscription.email["oncall@tiketi.com"].topic_arn == aws_sns_topic.alarms.arn && aws_sns_topic_subscription.email["oncall@tiketi.com"].protocol == "email"
    error_message = "The addresses hear of the same topic."
  }
}

run "before_the_balancer_stands_there_is_nothing_to_count" {
  command = plan
  module { source = "../../modules/observability" }
  override_data {
    target = data.aws_lbs.balancer
    values = { arns = [] }
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.errors) + length(aws_cloudwatch_composite_alarm.burn) == 0 && length(aws_cloudwatch_metric_alarm.this) == 4
    error_message = "The first apply makes every alarm but those of requests, and does not fail."
  }
}

run "refuses_two_balancers" {
  command = plan
  module { source = "../../modules/observability" }
  override_data {
    target = data.aws_lbs.balancer
    values = { arns = ["arn:aws:elasticloadbalancing:ap-northeast-2:111111111111:loadbalancer/app/a/1", "arn:aws:elasticloadbalancing:ap-northeast-2:111111111111:loadbalancer/app/b/2"] }
  }
  expect_failures = [data.aws_lbs.balancer]
}
