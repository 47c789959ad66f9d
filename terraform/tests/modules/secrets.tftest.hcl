variables {
  environment     = "test"
  key_arn         = "arn:aws:kms:ap-northeast-2:111111111111:key/1"
  replica         = { region = "ap-northeast-1", key_arn = "arn:aws:kms:ap-northeast-1:111111111111:key/2" }
  secrets         = { redis = { made = "random", what = "Redis" }, bank-secret-key = { made = "operator", what = "The bank" } }
  parameters      = { "shared/PUBLIC_URL" = "https://tiketi.com" }
  parameter_names = ["shared/PUBLIC_URL"]
}

run "an_operator_gives_what_terraform_does_not_make" {
  command = apply
  module { source = "../../modules/secrets" }

  assert {
    condition     = output.awaiting_values == tolist(["tiketi/test/bank-secret-key"]) && keys(output.random_secret_ids) == ["redis"]
    error_message = "Only the bank's key awaits a value."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.random["redis"].secret_string == null && aws_secretsmanager_secret_version.random["redis"].secret_string_wo == null
    error_message = "A secret's value must not be in the state."
  }
}

run "refuses_a_secret_among_parameters" {
  command = plan
  module { source = "../../modules/secrets" }
  variables {
    parameters      = { "payment/BANK_SECRET_KEY" = "live_sk_1" }
    parameter_names = ["payment/BANK_SECRET_KEY"]
  }
  expect_failures = [var.parameters]
}

run "refuses_a_password_in_an_address" {
  command = plan
  module { source = "../../modules/secrets" }
  variables {
    parameters      = { "shared/DATABASE_URL" = "postgres://auth:hunter2@database/tiketi" }
    parameter_names = ["shared/DATABASE_URL"]
  }
  expect_failures = [var.parameters]
}

run "refuses_a_parameter_that_nobody_reads" {
  command = plan
  module { source = "../../modules/secrets" }
  variables { parameters = { "shared/PUBLIC_URL" = "https://tiketi.com", "shared/LEFT_OVER" = "1" } }
  expect_failures = [var.parameter_names]
}

run "refuses_a_value_in_the_table" {
  command = plan
  module { source = "../../modules/secrets" }
  variables { secrets = { redis = { made = "hunter2", what = "Redis" } } }
  expect_failures = [var.secrets]
}
