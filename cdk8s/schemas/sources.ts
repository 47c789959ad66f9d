/** Go modules that carry the API's own description, with the files to read in each. */
export interface SchemaSource {
  module: string
  /** Kubernetes' OpenAPI, or CustomResourceDefinitions as YAML. */
  kind: 'openapi' | 'crds'
  /** Globs below the module. */
  files: string[]
}

/** The versions that run on the clusters; the add-ons' table names the same. */
export const sources: SchemaSource[] = [
  { module: 'k8s.io/kubernetes@v1.35.4', kind: 'openapi', files: ['api/openapi-spec/swagger.json'] },
  { module: 'github.com/argoproj/argo-rollouts@v1.9.2', kind: 'crds', files: ['manifests/crds/*-crd.yaml'] },
  { module: 'github.com/argoproj/argo-cd/v3@v3.6.1', kind: 'crds', files: ['manifests/crds/*-crd.yaml'] },
  { module: 'github.com/kedacore/keda/v2@v2.20.2', kind: 'crds', files: ['config/crd/bases/keda.sh_*.yaml'] },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    kind: 'crds',
    files: [
      'example/prometheus-operator-crd/monitoring.coreos.com_{alertmanagerconfigs,podmonitors,prometheusrules,servicemonitors}.yaml',
    ],
  },
  {
    // Of the version that runs there is no Go module; its API `v1` is this one's.
    module: 'github.com/external-secrets/external-secrets@v1.3.2',
    kind: 'crds',
    files: ['config/crds/bases/external-secrets.io_{externalsecrets,secretstores}.yaml'],
  },
  { module: 'istio.io/api@v1.31.4', kind: 'crds', files: ['kubernetes/customresourcedefinitions.gen.yaml'] },
]
