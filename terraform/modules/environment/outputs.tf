output "facts" {
  description = "What the manifests must know; cdk8s/environments/facts holds the committed copy."
  value = {
    clusterName           = module.cluster.name
    region                = var.regions.home
    accountId             = var.account_id
    vpcCidr               = var.network.cidr
    albSubnets            = module.network.public_cidrs
    dataSubnets           = module.network.data_cidrs
    domain                = var.domain
    certificateArn        = module.edge.certificate_arn
    wafAclArn             = module.balancer_firewall.arn
    balancerSecurityGroup = module.network.balancer_security_group
    ecrRegistry           = "${var.account_id}.dkr.ecr.${var.regions.home}.amazonaws.com"
    logsBucket            = var.bucket_names.logs
    alarmsTopicArn        = local.alarms_topic_arn
    roles                 = module.identity.service_role_arns
  }
}

output "annotations" {
  description = "Of Argo CD's own Secret of the cluster, so that add-ons know where they run."
  value = merge(
    {
      "tiketi.com/environment"     = var.environment
      "tiketi.com/cluster-name"    = module.cluster.name
      "tiketi.com/region"          = var.regions.home
      "tiketi.com/account-id"      = var.account_id
      "tiketi.com/vpc-id"          = module.network.vpc_id
      "tiketi.com/domain"          = var.domain
      "tiketi.com/certificate-arn" = module.edge.certificate_arn
    },
    { for name, arn in module.identity.addon_role_arns : "tiketi.com/${name}-role-arn" => arn },
  )
}

output "awaiting_values" {
  description = "Secrets that an operator gives a value before the services start."
  value       = module.secrets.awaiting_values
}

output "name_servers" {
  description = "Name servers to enter at the registrar or in the parent's zone."
  value       = module.edge.name_servers
}

output "alarms_topic_arn" {
  description = "Topic to which the on-call service subscribes; its address holds a key, so that it is not written here."
  value       = module.observability.topic_arn
}

output "pipeline_role_arns" {
  description = "Roles of the pipeline: release, plan and storefront."
  value       = module.identity.pipeline_role_arns
}

output "storefront" {
  description = "Bucket into which the storefront is published, and the distribution that is told of it."
  value       = { bucket = module.storage.buckets.storefront.id, distribution_id = module.edge.distribution.id }
}
