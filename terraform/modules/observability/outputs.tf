output "topic_name" {
  description = "The topic's name, from which its ARN follows before it is made."
  value       = aws_sns_topic.alarms.name
}

output "topic_arn" {
  description = "Topic that hears of every alarm."
  value       = aws_sns_topic.alarms.arn
}
