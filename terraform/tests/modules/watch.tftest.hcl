run "the_firewall_counts_by_the_minute" {
  command = plan
  module { source = "../../modules/waf" }
  variables {
    name                = "tiketi-test"
    scope               = "REGIONAL"
    requests_per_minute = 1000
    blocked_countries   = ["KP"]
  }

  assert {
    condition = one([
      for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].limit == 1000 && rule.statement[0].rate_based_statement[0].evaluation_window_sec == 60
      if rule.name == "requests-per-address"
    ])
    error_message = "An address may make 1000 requests in a minute."
  }

  assert {
    condition     = length(aws_wafv2_web_acl.this.rule) == 5
    error_message = "Countries, rate, SQL injection, cross-site scripting and known bad inputs each have a rule."
  }
}

run "refuses_a_country_that_is_none" {
  command = plan
  module { source = "../../modules/waf" }
  variables {
    name                = "tiketi-test"
    scope               = "REGIONAL"
    requests_per_minute = 1000
    blocked_countries   = ["Mars"]
  }
  expect_failures = [var.blocked_countries]
}

run "refuses_a_budget_above_the_promise" {
  command = plan
  module { source = "../../modules/budget" }
  variables {
    name        = "tiketi-test"
    monthly_usd = 1501
    topic_arn   = "arn:aws:sns:ap-northeast-2:111111111111:alarms"
  }
  expect_failures = [var.monthly_usd]
}

run "refuses_alarms_that_nobody_hears" {
  command = plan
  module { source = "../../modules/observability" }
  variables {
    name                 = "tiketi-test"
    account_id           = "111111111111"
    key_arn              = "arn:aws:kms:ap-northeast-2:111111111111:key/1"
    cluster_name         = "tiketi-test"
    database             = { identifier = "tiketi-test", max_connections = 400 }
    cache_node_ids       = ["tiketi-test-0001-001"]
    availability_percent = 100
    emails               = []
  }
  expect_failures = [var.emails, var.availability_percent]
}

run "slack_hears_only_when_it_is_named" {
  command = plan
  module { source = "../../modules/observability" }
  variables {
    name                 = "tiketi-test"
    account_id           = "111111111111"
    key_arn              = "arn:aws:kms:ap-northeast-2:111111111111:key/1"
    cluster_name         = "tiketi-test"
    database             = { identifier = "tiketi-test", max_connections = 400 }
    cache_node_ids       = ["tiketi-test-0001-001"]
    availability_percent = 99.99
    emails               = ["oncall@tiketi.com"]
    slack                = { team_id = "T0001", channel_id = "C0001" }
  }

  assert {
    condition     = aws_chatbot_slack_channel_configuration.this[0].guardrail_policy_arns == tolist(["arn:aws:iam::aws:policy/AWSDenyAll"])
    error_message = "Nobody may act on the account from a channel."
  }
}
