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
