import type { Rule } from './rule.ts'

/** For administrators, monitoring and the server's own superusers. */
const RESERVED = 10

/**
 * However far the autoscalers go and whichever service is being rolled out then, the pools fit into the database. One
 * rollout at a time is counted: deployments are closed while a sale is at its height.
 */
export const connectionBudget: Rule = ({ environment, services }) => {
  const { capacity, name } = environment
  if (!capacity) return []
  const needs = services.map((service) => ({
    name: service.name,
    connections: environment.replicas(service).max * service.poolSize,
  }))
  const pods = needs.reduce((sum, { connections }) => sum + connections, 0)
  const largest = needs.reduce((most, need) => (need.connections > most.connections ? need : most))
  const total = pods + largest.connections + services.length + RESERVED
  if (total <= capacity.databaseConnections) return []
  return [
    `${name} may open ${total} connections (${pods} by pods, ${largest.connections} while ${largest.name} is rolled out, ${services.length} by migrations, ${RESERVED} in reserve) and the database allows ${capacity.databaseConnections}: lower the poolSize or the maximum replicas of ${largest.name}, or raise databaseConnections with the database's own limit.`,
  ]
}
