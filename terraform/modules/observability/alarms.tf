locals {
  alarms = {
    nodes-cpu = {
      says       = "The nodes' CPU is above 80 % for 5 minutes", namespace = "ContainerInsights", metric = "node_cpu_utilization"
      dimensions = { ClusterName = var.cluster_name }, statistic = "Average", above = 80
    }
    nodes-memory = {
      says       = "The nodes' memory is above 85 % for 5 minutes", namespace = "ContainerInsights", metric = "node_memory_utilization"
      dimensions = { ClusterName = var.cluster_name }, statistic = "Average", above = 85
    }
    database-connections = {
      says       = "More than 80 % of the database's ${var.database.max_connections} connections are open for 5 minutes", namespace = "AWS/RDS", metric = "DatabaseConnections"
      dimensions = { DBInstanceIdentifier = var.database.identifier }, statistic = "Average", above = floor(var.database.max_connections * 0.8)
    }
    database-cpu = {
      says       = "The database's CPU is above 80 % for 5 minutes", namespace = "AWS/RDS", metric = "CPUUtilization"
      dimensions = { DBInstanceIdentifier = var.database.identifier }, statistic = "Average", above = 80
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.says
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.above
  # Whoever no longer measures is not well.
  treat_missing_data = "breaching"
  alarm_actions      = [aws_sns_topic.alarms.arn]
  ok_actions         = [aws_sns_topic.alarms.arn]
}

# Nothing is evicted, so a full node refuses the line's writes.
resource "aws_cloudwatch_metric_alarm" "cache_memory" {
  alarm_name          = "${var.name}-cache-memory"
  alarm_description   = "A Redis node's memory is above 85 % for 5 minutes"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 85
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  metric_query {
    id          = "fullest"
    expression  = "MAX(METRICS())"
    label       = "Fullest node, percent"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = var.cache_node_ids
    content {
      id          = "node${metric_query.key}"
      return_data = false
      metric {
        namespace   = "AWS/ElastiCache"
        metric_name = "DatabaseMemoryUsagePercentage"
        dimensions  = { CacheClusterId = metric_query.value }
        period      = 300
        stat        = "Maximum"
      }
    }
  }
}
