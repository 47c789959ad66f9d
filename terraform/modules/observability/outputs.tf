output "topic_arn" {
  description = "Topic that hears of every alarm."
  value       = aws_sns_topic.alarms.arn
}
