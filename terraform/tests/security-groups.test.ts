import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build, environmentNames, type Resource } from './standin/built.ts'

/** Every way that is open, group by group: direction, ports, with whom. */
const matrix: Record<string, string[]> = {
  alb: ['in tcp 80 from 0.0.0.0/0', 'in tcp 443 from 0.0.0.0/0', 'out tcp 3001-3006 to node', 'out tcp 8080 to node'],
  'control-plane': [
    'in tcp 443 from node',
    'out tcp 6443 to node',
    'out tcp 9443 to node',
    'out tcp 10250-10251 to node',
  ],
  node: [
    'in all from node',
    'in tcp 3001-3006 from alb',
    'in tcp 6443 from control-plane',
    'in tcp 8080 from alb',
    'in tcp 9443 from control-plane',
    'in tcp 10250-10251 from control-plane',
    'out all to node',
    'out tcp 53 to 10.0.0.0/16',
    'out tcp 443 to 0.0.0.0/0',
    'out tcp 5432 to database',
    'out tcp 6379 to cache',
    'out udp 53 to 10.0.0.0/16',
  ],
  database: ['in tcp 5432 from node'],
  cache: ['in tcp 6379 from node'],
}

for (const environment of environmentNames) {
  test(`in ${environment} exactly the ways of the matrix are open`, async () => {
    assert.deepEqual(openWays(await home(environment)), sorted(matrix))
  })

  test(`in ${environment} whoever lets out is let in by the other`, async () => {
    const ways = openWays(await home(environment))
    for (const [group, rules] of Object.entries(ways))
      for (const rule of rules) {
        const [direction, ...rest] = rule.split(' ')
        const peer = rest.at(-1)!
        if (!(peer in ways)) continue
        const protocolAndPorts = rest.slice(0, -2).join(' ')
        const [theirs, toward] = direction === 'out' ? ['in', 'from'] : ['out', 'to']
        const covering = [group, '0.0.0.0/0'].map((whom) => `${theirs} ${protocolAndPorts} ${toward} ${whom}`)
        assert.ok(
          covering.some((other) => ways[peer]!.includes(other)),
          `${group} has "${rule}" and ${peer} lacks "${covering[0]}"`,
        )
      }
  })

  test(`in ${environment} instances stand in the groups and subnets that were made for them`, async () => {
    const made = (await build(environment)).made
    const groups = groupsById(await home(environment))
    const inGroup = (type: string, ids: (values: Resource['values']) => string[]) =>
      made.filter((r) => r.type === type).map(({ values }) => ids(values).map((id) => groups.get(id)))
    assert.deepEqual(
      inGroup('aws_db_instance', (v) => v.vpc_security_group_ids),
      [['database']],
    )
    assert.deepEqual(
      inGroup('aws_elasticache_replication_group', (v) => v.security_group_ids),
      [['cache']],
    )
    assert.deepEqual(
      inGroup('aws_eks_cluster', (v) => v.vpc_config[0].security_group_ids),
      [['control-plane']],
    )
    for (const ids of inGroup('aws_launch_template', (v) => v.vpc_security_group_ids)) assert.deepEqual(ids, ['node'])
    assert.deepEqual(
      made.filter((r) => r.type === 'aws_db_instance' && r.values.publicly_accessible !== false),
      [],
    )
  })
}

async function home(environment: 'staging' | 'production'): Promise<Resource[]> {
  const { made } = await build(environment)
  return made.filter(({ address }) => address.startsWith('module.environment.module.network.'))
}

function groupsById(resources: Resource[]): Map<string, string> {
  const groups = resources.filter(({ type }) => type === 'aws_security_group')
  return new Map(groups.map(({ index, values }) => [values.id, index!]))
}

function openWays(resources: Resource[]): Record<string, string[]> {
  const groups = groupsById(resources)
  const ways: Record<string, string[]> = Object.fromEntries([...groups.values()].map((name) => [name, []]))
  for (const { type, values } of resources) {
    const direction = { aws_vpc_security_group_ingress_rule: 'in', aws_vpc_security_group_egress_rule: 'out' }[type]
    if (!direction) continue
    const { ip_protocol, from_port, to_port, cidr_ipv4, referenced_security_group_id } = values
    const ports = from_port === to_port ? from_port : `${from_port}-${to_port}`
    const what = ip_protocol === '-1' ? 'all' : `${ip_protocol} ${ports}`
    const peer = cidr_ipv4 ?? groups.get(referenced_security_group_id)
    ways[groups.get(values.security_group_id)!]!.push(
      `${direction} ${what} ${direction === 'in' ? 'from' : 'to'} ${peer}`,
    )
  }
  return sorted(ways)
}

function sorted(ways: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(ways).map(([group, rules]) => [group, rules.toSorted()]))
}
