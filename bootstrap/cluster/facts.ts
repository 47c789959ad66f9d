/** What `terraform output -json annotations` tells of a cluster. */
export type Facts = Record<string, string>

const NEEDED = ['environment', 'cluster-name', 'region'].map((name) => `tiketi.com/${name}`)

/** @throws Error with one sentence when the text is not what Terraform writes. */
export function readFacts(text: string): Facts {
  const facts = JSON.parse(text) as Facts
  const missing = NEEDED.filter((name) => !facts[name])
  if (missing.length > 0) throw new Error(`Terraform's annotations lack ${missing.join(', ')}: apply it first.`)
  return facts
}

/** Argo CD's own record of the cluster it runs in, from which the application sets read where they are; in the cloud they bring add-ons. */
export function clusterSecret(facts: Facts, cloud?: 'aws') {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'this-cluster',
      namespace: 'argocd',
      labels: { 'argocd.argoproj.io/secret-type': 'cluster', ...(cloud && { 'tiketi.com/cloud': cloud }) },
      annotations: facts,
    },
    type: 'Opaque',
    stringData: {
      name: facts['tiketi.com/cluster-name']!,
      server: 'https://kubernetes.default.svc',
      config: JSON.stringify({ tlsClientConfig: { insecure: false } }),
    },
  }
}
