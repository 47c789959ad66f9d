output "address" {
  description = "Host name by which clients learn of the cluster."
  value       = aws_elasticache_replication_group.this.configuration_endpoint_address
}

output "node_ids" {
  description = "The nodes' names among metrics."
  value = flatten([
    for shard in range(1, var.shards + 1) : [
      for node in range(1, var.replicas + 2) : format("%s-%04d-%03d", var.name, shard, node)
    ]
  ])
}
