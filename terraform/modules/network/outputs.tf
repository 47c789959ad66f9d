output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "By zone the subnet of its nodes."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

output "public_cidrs" {
  description = "Networks of the balancer."
  value       = [for zone in local.zones : var.zones[zone].public]
}

output "data_cidrs" {
  description = "Networks of PostgreSQL and Redis."
  value       = [for zone in local.zones : var.zones[zone].data]
}

output "data_subnet_ids" {
  description = "Subnets of PostgreSQL and Redis, in the order of their zones."
  value       = [for zone in local.zones : aws_subnet.data[zone].id]
}

output "security_group_ids" {
  description = "By name: alb, control-plane, node, database, cache."
  value       = { for name, group in aws_security_group.this : name => group.id }
}

output "balancer_security_group" {
  description = "Name by which the balancer's Ingress asks for its group."
  value       = aws_security_group.this["alb"].name
}
