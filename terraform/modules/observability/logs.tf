resource "aws_cloudwatch_log_group" "this" {
  # Whoever writes to these makes them without an end to their keeping, so they are made first.
  for_each = toset(concat(
    [var.pod_log_group],
    [for kind in ["dataplane", "host", "performance"] : "/aws/containerinsights/${var.cluster_name}/${kind}"],
  ))

  name              = each.key
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}
