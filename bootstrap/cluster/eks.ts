import { run } from './command.ts'
import { clusterSecret, readFacts } from './facts.ts'

/** Hands a cluster that Terraform made over to Argo CD: installed once, told where it is, and given the root application. */
function handOver(environment: string) {
  const terraform = [`-chdir=terraform/environments/${environment}`, 'output', '-json', 'annotations']
  const facts = readFacts(run('terraform', terraform))
  const name = facts['tiketi.com/cluster-name']!
  // A context of its own, so that none of these lines ever reaches another cluster.
  run('aws', ['eks', 'update-kubeconfig', '--name', name, '--region', facts['tiketi.com/region']!, '--alias', name])
  const kubectl = (args: string[], input?: object) =>
    run('kubectl', ['--context', name, ...args], input && JSON.stringify(input))
  const apply = ['apply', '--server-side', '--force-conflicts']

  kubectl([...apply, '--filename=-'], { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } })
  kubectl([...apply, '--kustomize=gitops/addons/argo-cd'])
  kubectl(['--namespace=argocd', 'wait', 'deployment', '--all', '--for=condition=Available', '--timeout=5m'])
  kubectl([...apply, '--filename=-'], clusterSecret(facts, 'aws'))
  kubectl([...apply, '--filename=gitops/projects/root.yaml', '--filename=gitops/root/root.yaml'])
  console.log(`${name} is Argo CD's now: it makes the cluster what gitops/ says for ${environment}.`)
}

try {
  const environment = process.argv[2]
  if (environment !== 'staging' && environment !== 'production')
    throw new Error('Name the environment: node bootstrap/node.mjs bootstrap/cluster/eks.ts staging|production')
  handOver(environment)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
