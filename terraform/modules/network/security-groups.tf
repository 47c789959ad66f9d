locals {
  groups = {
    alb           = "Balancer: visitors in, services out"
    control-plane = "The cluster's API servers"
    node          = "Nodes and the pods on them"
    database      = "PostgreSQL"
    cache         = "Redis"
  }

  anywhere = "0.0.0.0/0"

  # Every way that is open. `peer` is a group or a network; a protocol of -1 has no ports.
  rules = {
    "alb in https"     = { group = "alb", direction = "in", protocol = "tcp", ports = [443, 443], peer = local.anywhere, why = "Visitors" }
    "alb in http"      = { group = "alb", direction = "in", protocol = "tcp", ports = [80, 80], peer = local.anywhere, why = "Only to be sent on to HTTPS" }
    "alb out services" = { group = "alb", direction = "out", protocol = "tcp", ports = [3001, 3006], peer = "node", why = "The six services" }
    "alb out argo cd"  = { group = "alb", direction = "out", protocol = "tcp", ports = [8080, 8080], peer = "node", why = "Argo CD's page" }

    "control-plane in nodes"         = { group = "control-plane", direction = "in", protocol = "tcp", ports = [443, 443], peer = "node", why = "Kubelets and controllers ask the API" }
    "control-plane out kubelet"      = { group = "control-plane", direction = "out", protocol = "tcp", ports = [10250, 10251], peer = "node", why = "Logs, exec, External Secrets' webhook; metrics-server on 10251" }
    "control-plane out webhooks"     = { group = "control-plane", direction = "out", protocol = "tcp", ports = [9443, 9443], peer = "node", why = "Webhooks of the load balancer controller, Kyverno and KEDA" }
    "control-plane out keda metrics" = { group = "control-plane", direction = "out", protocol = "tcp", ports = [6443, 6443], peer = "node", why = "KEDA's metrics API" }

    "node in services"     = { group = "node", direction = "in", protocol = "tcp", ports = [3001, 3006], peer = "alb", why = "The six services" }
    "node in argo cd"      = { group = "node", direction = "in", protocol = "tcp", ports = [8080, 8080], peer = "alb", why = "Argo CD's page" }
    "node in self"         = { group = "node", direction = "in", protocol = "-1", ports = null, peer = "node", why = "Pods among themselves; NetworkPolicies divide them" }
    "node in kubelet"      = { group = "node", direction = "in", protocol = "tcp", ports = [10250, 10251], peer = "control-plane", why = "Logs, exec, External Secrets' webhook; metrics-server on 10251" }
    "node in webhooks"     = { group = "node", direction = "in", protocol = "tcp", ports = [9443, 9443], peer = "control-plane", why = "Webhooks of the load balancer controller, Kyverno and KEDA" }
    "node in keda metrics" = { group = "node", direction = "in", protocol = "tcp", ports = [6443, 6443], peer = "control-plane", why = "KEDA's metrics API" }
    "node out self"        = { group = "node", direction = "out", protocol = "-1", ports = null, peer = "node", why = "Pods among themselves; NetworkPolicies divide them" }
    "node out https"       = { group = "node", direction = "out", protocol = "tcp", ports = [443, 443], peer = local.anywhere, why = "AWS, the cluster's API, the bank: none has fixed addresses" }
    "node out dns"         = { group = "node", direction = "out", protocol = "udp", ports = [53, 53], peer = var.cidr, why = "The VPC's resolver" }
    "node out dns tcp"     = { group = "node", direction = "out", protocol = "tcp", ports = [53, 53], peer = var.cidr, why = "Answers of the VPC's resolver that are too long for UDP" }
    "node out database"    = { group = "node", direction = "out", protocol = "tcp", ports = [5432, 5432], peer = "database", why = "PostgreSQL" }
    "node out cache"       = { group = "node", direction = "out", protocol = "tcp", ports = [6379, 6379], peer = "cache", why = "Redis" }

    "database in nodes" = { group = "database", direction = "in", protocol = "tcp", ports = [5432, 5432], peer = "node", why = "PostgreSQL" }
    "cache in nodes"    = { group = "cache", direction = "in", protocol = "tcp", ports = [6379, 6379], peer = "node", why = "Redis" }
  }
}

resource "aws_security_group" "this" {
  for_each = local.groups

  name        = "${var.name}-${each.key}"
  description = each.value
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for key, rule in local.rules : key => rule if rule.direction == "in" }

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.why
  ip_protocol                  = each.value.protocol
  from_port                    = try(each.value.ports[0], null)
  to_port                      = try(each.value.ports[1], null)
  cidr_ipv4                    = contains(keys(local.groups), each.value.peer) ? null : each.value.peer
  referenced_security_group_id = contains(keys(local.groups), each.value.peer) ? aws_security_group.this[each.value.peer].id : null
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = { for key, rule in local.rules : key => rule if rule.direction == "out" }

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.why
  ip_protocol                  = each.value.protocol
  from_port                    = try(each.value.ports[0], null)
  to_port                      = try(each.value.ports[1], null)
  cidr_ipv4                    = contains(keys(local.groups), each.value.peer) ? null : each.value.peer
  referenced_security_group_id = contains(keys(local.groups), each.value.peer) ? aws_security_group.this[each.value.peer].id : null
}
