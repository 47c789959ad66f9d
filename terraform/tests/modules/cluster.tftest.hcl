variables {
  name               = "tiketi-test"
  kubernetes_version = "1.35"
  subnet_ids         = { a = "subnet-a", b = "subnet-b" }
  security_group_ids = { control-plane = "sg-1", node = "sg-2" }
  key_arn            = "arn:aws:kms:ap-northeast-2:111111111111:key/1"
  operator_cidrs     = ["203.0.113.0/24"]
  access             = {}
  max_pods_per_node  = 50
  pod_log_group      = "/aws/eks/tiketi/tiketi-test"
  node_groups = {
    zone-a = { zones = ["a"], capacity_type = "ON_DEMAND", instance_types = ["t3.medium"], min = 1, desired = 2, max = 5 }
    zone-b = { zones = ["b"], capacity_type = "ON_DEMAND", instance_types = ["t3.medium"], min = 1, desired = 2, max = 5 }
    spot   = { zones = ["a", "b"], capacity_type = "SPOT", instance_types = ["t3.medium", "t3a.medium"], min = 0, desired = 2, max = 20 }
  }
}

run "groups_stand_where_they_are_told" {
  command = plan
  module { source = "../../modules/cluster" }

  assert {
    condition     = aws_eks_node_group.this["zone-a"].subnet_ids == toset(["subnet-a"]) && aws_eks_node_group.this["spot"].subnet_ids == toset(["subnet-a", "subnet-b"])
    error_message = "An on-demand group stands in one zone, the spot group in both."
  }

  assert {
    condition     = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).env.ENABLE_PREFIX_DELEGATION == "true"
    error_message = "Without prefix delegation a t3.medium has addresses for 17 pods."
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.node["spot"].user_data), "maxPods: 50")
    error_message = "The kubelet must be told of the addresses that prefix delegation gives."
  }

  assert {
    condition     = alltrue([for template in aws_launch_template.node : template.metadata_options[0].http_put_response_hop_limit == 1])
    error_message = "A pod must not reach the node's role."
  }
}

run "without_operators_the_api_is_private" {
  command = plan
  module { source = "../../modules/cluster" }
  variables { operator_cidrs = [] }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access == false && aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "Nobody named means nobody from outside."
  }
}

run "refuses_an_api_that_is_open_to_everybody" {
  command = plan
  module { source = "../../modules/cluster" }
  variables { operator_cidrs = ["0.0.0.0/0"] }
  expect_failures = [var.operator_cidrs]
}

run "refuses_a_zone_without_a_group_of_its_own" {
  command = plan
  module { source = "../../modules/cluster" }
  variables {
    node_groups = {
      both = { zones = ["a", "b"], capacity_type = "ON_DEMAND", instance_types = ["t3.medium"], min = 2, desired = 4, max = 10 }
    }
  }
  expect_failures = [var.node_groups]
}

run "refuses_users_with_keys" {
  command = plan
  module { source = "../../modules/cluster" }
  variables {
    access = { somebody = { principal_arn = "arn:aws:iam::111111111111:user/somebody", policy = "AmazonEKSViewPolicy" } }
  }
  expect_failures = [var.access]
}
