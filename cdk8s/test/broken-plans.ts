import type { Capacity } from '../environments/environment.ts'
import { clusterCapacity } from '../rules/cluster-capacity.ts'
import { connectionBudget } from '../rules/connection-budget.ts'
import { drains } from '../rules/drains.ts'
import { grownInTime } from '../rules/grown-in-time.ts'
import { withinBudget } from '../rules/monthly-cost.ts'
import { networkClosure } from '../rules/network-closure.ts'
import { pinnedImages } from '../rules/pinned-images.ts'
import { probes } from '../rules/probes.ts'
import { publicPaths } from '../rules/public-paths.ts'
import { restrictedPods } from '../rules/restricted-pods.ts'
import type { Plan, Rule } from '../rules/rule.ts'
import type { KubeObject } from '../synth.ts'

const service = (plan: Plan, name: string) => plan.services.find((one) => one.name === name)!
const capacity = (plan: Plan): Capacity => plan.environment.capacity!
const resize = (plan: Plan, size: 'desired' | 'max', nodes: number) => {
  for (const group of capacity(plan).groups) group[size] = nodes
}
const object = (plan: Plan, folder: string, kind: string, name = folder): KubeObject =>
  plan.manifests.get(folder)!.find((one) => one.kind === kind && one.metadata.name.startsWith(name))!
const pod = (plan: Plan, name: string) => object(plan, name, 'Rollout').spec.template.spec

/** What must not be rendered: how a good plan is spoilt, and what the rule then says. */
export const broken: { what: string; rule: Rule; spoil: (plan: Plan) => void; says: RegExp }[] = [
  {
    what: 'a pool that the database cannot hold when all services are at their largest',
    rule: connectionBudget,
    spoil: (plan) => (service(plan, 'queue').poolSize = 10),
    says: /^production may open 636 connections .* lower the poolSize or the maximum replicas of queue, or raise databaseConnections/,
  },
  {
    what: 'a database smaller than the pools',
    rule: connectionBudget,
    spoil: (plan) => (capacity(plan).databaseConnections = 100),
    says: /the database allows 100: lower the poolSize/,
  },
  {
    what: 'nodes that do not carry the minimum',
    rule: clusterCapacity,
    spoil: (plan) => resize(plan, 'desired', 0),
    says: /at its minimum and its 0 nodes have room for 0: raise "desired" of a node group/,
  },
  {
    what: 'nodes that do not carry the peak with a rollout under way',
    rule: clusterCapacity,
    spoil: (plan) => resize(plan, 'max', 3),
    says: /cpuMillis at its peak and its 9 nodes .* raise "max" of a node group, or lower the replicas or requests/,
  },
  {
    what: 'more memory than the nodes have',
    rule: clusterCapacity,
    spoil: (plan) => (service(plan, 'event').memoryMib = { request: 8_000, limit: 8_000 }),
    says: /memoryMib at its minimum and its 6 nodes .* lower the replicas or requests/,
  },
  {
    what: 'more pods than the nodes take',
    rule: clusterCapacity,
    spoil: (plan) => (service(plan, 'event').replicas = { min: 300, max: 300 }),
    says: /production needs \d+ pods at its minimum and its 6 nodes have room for/,
  },
  {
    what: 'more pods a node than it has addresses',
    rule: clusterCapacity,
    spoil: (plan) => (capacity(plan).maxPodsPerNode = 250),
    says: /allows 250 pods a node, which has addresses for 110: lower maxPodsPerNode/,
  },
  {
    what: 'a pod that stops before the balancer knows',
    rule: drains,
    spoil: (plan) => (pod(plan, 'event').containers[0].lifecycle.preStop.sleep.seconds = 5),
    says: /^event sleeps 5 s before it stops.*raise preStopSeconds to at least 15/,
  },
  {
    what: 'a pod that is killed while it drains',
    rule: drains,
    spoil: (plan) => (pod(plan, 'event').terminationGracePeriodSeconds = 30),
    says: /^event would be killed after 30 s while it may need 55 s to stop: raise graceSeconds to at least 65/,
  },
  {
    what: 'a balancer that cuts the sockets of a pod that drains',
    rule: drains,
    spoil: (plan) => {
      const { annotations } = object(plan, 'queue', 'Ingress').metadata
      annotations!['alb.ingress.kubernetes.io/target-group-attributes'] = 'deregistration_delay.timeout_seconds=10'
    },
    says: /^queue may answer for 55 s while the balancer cuts its sockets after 10 s: raise deregistrationSeconds/,
  },
  {
    what: 'a pod that is killed while the balancer still lets its requests end',
    rule: drains,
    spoil: (plan) => {
      const { annotations } = object(plan, 'queue', 'Ingress').metadata
      annotations!['alb.ingress.kubernetes.io/target-group-attributes'] = 'deregistration_delay.timeout_seconds=80'
    },
    says: /^queue would be killed after 90 s while the balancer lets requests end for 80 s after up to 15 s: raise graceSeconds above 95/,
  },
  {
    what: 'a balancer that outlives the connections behind it',
    rule: drains,
    spoil: (plan) => {
      const { annotations } = object(plan, 'queue', 'Ingress').metadata
      annotations!['alb.ingress.kubernetes.io/load-balancer-attributes'] = 'idle_timeout.timeout_seconds=120'
    },
    says: /^queue closes silent connections after 75 s, before the balancer does after 120 s: lower balancerIdleSeconds/,
  },
  {
    what: 'a pod with privileges to gain',
    rule: restrictedPods,
    spoil: (plan) => (pod(plan, 'auth').containers[0].securityContext.allowPrivilegeEscalation = true),
    says: /^Rollout auth would not be admitted: container auth: set allowPrivilegeEscalation to false/,
  },
  {
    what: "a pod with the API server's token",
    rule: restrictedPods,
    spoil: (plan) => delete pod(plan, 'auth').automountServiceAccountToken,
    says: /^Rollout auth would not be admitted: .*it holds a token of the API server, set automountServiceAccountToken to false/,
  },
  {
    what: "a pod in the node's network",
    rule: restrictedPods,
    spoil: (plan) => (pod(plan, 'auth').hostNetwork = true),
    says: /^Rollout auth would not be admitted: .*it shares the host, take hostNetwork/,
  },
  {
    what: 'a pod that may make any call of the kernel',
    rule: restrictedPods,
    spoil: (plan) => delete pod(plan, 'auth').securityContext.seccompProfile,
    says: /^Rollout auth would not be admitted: .*set seccompProfile to RuntimeDefault/,
  },
  {
    what: 'a pod with a capability',
    rule: restrictedPods,
    spoil: (plan) => (pod(plan, 'auth').containers[0].securityContext.capabilities.add = ['NET_ADMIN']),
    says: /^Rollout auth would not be admitted: .*drop ALL capabilities and add none/,
  },
  {
    what: 'a pod with every privilege',
    rule: restrictedPods,
    spoil: (plan) => (pod(plan, 'auth').containers[0].securityContext.privileged = true),
    says: /^Rollout auth would not be admitted: .*take privileged away/,
  },
  {
    what: 'a migration that may write its own files',
    rule: restrictedPods,
    spoil: (plan) =>
      (object(plan, 'auth', 'Job').spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem = false),
    says: /^Job auth-migration-\w+ would not be admitted: container migration: set readOnlyRootFilesystem/,
  },
  {
    what: 'a smoke test that runs as root',
    rule: restrictedPods,
    spoil: (plan) => {
      const { job } = object(plan, 'auth', 'AnalysisTemplate', 'auth-smoke').spec.metrics[0].provider
      job.spec.template.spec.securityContext.runAsNonRoot = false
    },
    says: /^AnalysisTemplate auth-smoke would not be admitted: container smoke: set runAsNonRoot/,
  },
  {
    what: 'a volume that is the node',
    rule: restrictedPods,
    spoil: (plan) => pod(plan, 'auth').volumes.push({ name: 'node', hostPath: { path: '/' } }),
    says: /volume node is of a kind that reaches the node, use an emptyDir/,
  },
  {
    what: 'a pod that does not say what it needs',
    rule: restrictedPods,
    spoil: (plan) => delete pod(plan, 'auth').containers[0].resources.requests,
    says: /state its requests and its memory limit/,
  },
  {
    what: 'a pod that nobody asks whether it is ready',
    rule: probes,
    spoil: (plan) => delete pod(plan, 'payment').containers[0].readinessProbe,
    says: /^payment has no readinessProbe at \/ready/,
  },
  {
    what: 'an image by the name latest',
    rule: pinnedImages,
    spoil: (plan) => (pod(plan, 'payment').containers[0].image = 'tiketi/payment:latest'),
    says: /"latest" is another image tomorrow: name a digest/,
  },
  {
    what: 'an image by a tag',
    rule: pinnedImages,
    spoil: (plan) => (pod(plan, 'payment').containers[0].image = 'tiketi/payment:v1'),
    says: /without a digest: take the one that the image build printed into images\/production.json/,
  },
  {
    what: 'a call that no policy lets out',
    rule: networkClosure,
    spoil: (plan) => (object(plan, 'payment', 'NetworkPolicy').spec.egress = []),
    says: /^payment asks auth .* no NetworkPolicy lets it out: add auth to the ways of payment/,
  },
  {
    what: 'a call that no policy lets in',
    rule: networkClosure,
    spoil: (plan) => (object(plan, 'reservation', 'NetworkPolicy').spec.ingress = []),
    says: /^queue asks reservation .* no NetworkPolicy lets it in/,
  },
  {
    what: 'a way that nobody declared',
    rule: networkClosure,
    spoil: (plan) => {
      const ways = object(plan, 'auth', 'NetworkPolicy').spec.egress
      ways.push({
        ports: [{ port: 3005 }],
        to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'payment' } } }],
      })
    },
    says: /^auth may reach payment at 3005 and never asks it: take the rule away, or add the setting PAYMENT_URL/,
  },
  {
    what: 'a way for anybody',
    rule: networkClosure,
    spoil: (plan) => object(plan, 'auth', 'NetworkPolicy').spec.ingress.push({ ports: [{ port: 9464 }] }),
    says: /^NetworkPolicy auth opens a way to anybody/,
  },
  {
    what: 'a way at any port',
    rule: networkClosure,
    spoil: (plan) =>
      object(plan, 'auth', 'NetworkPolicy').spec.egress.push({ to: [{ ipBlock: { cidr: '10.0.0.0/16' } }] }),
    says: /^NetworkPolicy auth opens a way to anybody or at any port: name the peers and the port/,
  },
  {
    what: 'pods that no policy knows',
    rule: networkClosure,
    spoil: (plan) => (object(plan, 'auth', 'Job').spec.template.metadata.labels = { app: 'stranger' }),
    says: /^Job auth-migration-\w+ makes pods that no NetworkPolicy opens any way for/,
  },
  {
    what: 'a path of another service',
    rule: publicPaths,
    spoil: (plan) => (object(plan, 'auth', 'Ingress').spec.rules[0].http.paths[0].path = '/api/payment'),
    says: /^\/api\/payment leads to auth and belongs to payment by contracts\/routes.ts/,
  },
  {
    what: 'a path inside that of another service',
    rule: publicPaths,
    spoil: (plan) => {
      const { paths } = object(plan, 'auth', 'Ingress').spec.rules[0].http
      paths.push({ ...paths[0], path: '/api/payment/cards' })
    },
    says: /\/api\/payment\/cards of auth lies inside \/api\/payment of payment: .* give it a prefix of its own/,
  },
  {
    what: 'a path that leads nowhere',
    rule: publicPaths,
    spoil: (plan) => object(plan, 'auth', 'Ingress').spec.rules[0].http.paths.shift(),
    says: /^\/\S+ of auth leads nowhere: add it to the entrance/,
  },
  {
    what: 'internal routes on the street',
    rule: publicPaths,
    spoil: (plan) => (object(plan, 'auth', 'Ingress').spec.rules[0].http.paths[0].path = '/internal'),
    says: /^\/internal leads to auth and belongs to nobody/,
  },
  {
    what: 'node groups that could cost more than the budget',
    rule: withinBudget,
    spoil: (plan) => (capacity(plan).groups[0]!.max = 40),
    says: /could cost \d+ USD a month and the budget is 1500: lower "max" of the node group/,
  },
  {
    what: 'a service that would still be growing when the sale opens',
    rule: grownInTime,
    spoil: (plan) => {
      const { scaleUp } = object(plan, 'event', 'ScaledObject').spec.advanced.horizontalPodAutoscalerConfig.behavior
      scaleUp.policies[0].periodSeconds = 600
    },
    says: /^event needs 2100 s from 2 to 10 pods and is told of a sale 1800 s ahead: raise AHEAD_SECONDS/,
  },
]
