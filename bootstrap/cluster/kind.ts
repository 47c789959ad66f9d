export const CLUSTER = 'tiketi'

/** The clouds' minor version, as kind's release built it. */
const NODE = 'kindest/node:v1.35.8@sha256:07b2536e30b803ed61d1677a79df6115f798ce64c80f9e22f6ed45afd09323c0'

/** The cluster's ports that this machine gets, and nobody else. */
export const nodePorts = { http: 30080, bank: 30081, inbox: 30082 }

/** Where the node sees the working tree's repository. */
export const REPOSITORY = '/repository'

/** One node, which sees the repository and is reached on this machine's own ports 80, 8081 and 8082. */
export function kindCluster(repository: string) {
  const port = (hostPort: number, containerPort: number) => ({ hostPort, containerPort, listenAddress: '127.0.0.1' })
  return {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    nodes: [
      {
        role: 'control-plane',
        image: NODE,
        extraMounts: [{ hostPath: repository, containerPath: REPOSITORY, readOnly: true }],
        extraPortMappings: [port(80, nodePorts.http), port(8081, nodePorts.bank), port(8082, nodePorts.inbox)],
      },
    ],
  }
}
