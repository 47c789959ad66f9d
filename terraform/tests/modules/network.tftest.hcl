variables {
  name = "tiketi-test"
  cidr = "10.0.0.0/16"
  zones = {
    a = { public = "10.0.1.0/24", private = "10.0.10.0/24", data = "10.0.20.0/24" }
    b = { public = "10.0.2.0/24", private = "10.0.11.0/24", data = "10.0.21.0/24" }
  }
}

run "a_gateway_stands_in_each_zone" {
  command = plan
  module { source = "../../modules/network" }

  assert {
    condition     = length(aws_nat_gateway.this) == 2 && length(aws_route.nat) == 2
    error_message = "Each zone must reach the internet by a gateway of its own."
  }

  assert {
    condition     = length(aws_subnet.public) + length(aws_subnet.private) + length(aws_subnet.data) == 6
    error_message = "Each zone has three subnets."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.map_public_ip_on_launch != true])
    error_message = "Nothing gets a public address by standing in a subnet."
  }

  assert {
    condition     = length(aws_flow_log.refused) == 0
    error_message = "Without a bucket nothing is recorded."
  }
}

run "one_gateway_serves_both_zones" {
  command = plan
  module { source = "../../modules/network" }
  variables { nat = "single" }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["a"] && length(aws_route.nat) == 2
    error_message = "Both zones must lead to the one gateway."
  }
}

run "a_waiting_network_has_no_gateway" {
  command = plan
  module { source = "../../modules/network" }
  variables { nat = "none" }

  assert {
    condition     = length(aws_nat_gateway.this) + length(aws_route.nat) + length(aws_eip.nat) == 0
    error_message = "A network that waits must cost nothing."
  }
}

run "rules_name_groups_or_networks_never_both" {
  command = apply
  module { source = "../../modules/network" }

  assert {
    condition = alltrue([
      for rule in concat(values(aws_vpc_security_group_ingress_rule.this), values(aws_vpc_security_group_egress_rule.this)) :
      (rule.cidr_ipv4 == null) != (rule.referenced_security_group_id == null)
    ])
    error_message = "A rule must have exactly one peer."
  }
}

run "refuses_one_zone" {
  command = plan
  module { source = "../../modules/network" }
  variables { zones = { a = { public = "10.0.1.0/24", private = "10.0.10.0/24", data = "10.0.20.0/24" } } }
  expect_failures = [var.zones]
}

run "refuses_subnets_that_overlap" {
  command = plan
  module { source = "../../modules/network" }
  variables {
    zones = {
      a = { public = "10.0.1.0/24", private = "10.0.10.0/23", data = "10.0.20.0/24" }
      b = { public = "10.0.2.0/24", private = "10.0.11.0/24", data = "10.0.21.0/24" }
    }
  }
  expect_failures = [var.zones]
}

run "refuses_a_subnet_outside" {
  command = plan
  module { source = "../../modules/network" }
  variables {
    zones = {
      a = { public = "10.1.1.0/24", private = "10.0.10.0/24", data = "10.0.20.0/24" }
      b = { public = "10.0.2.0/24", private = "10.0.11.0/24", data = "10.0.21.0/24" }
    }
  }
  expect_failures = [var.zones]
}

run "refuses_what_is_no_network" {
  command = plan
  module { source = "../../modules/network" }
  variables { cidr = "10.0.0.0" }
  expect_failures = [var.cidr]
}
