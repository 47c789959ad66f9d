import { REPOSITORY } from './kind.ts'

const name = 'repository'
const labels = { 'app.kubernetes.io/name': name }

/** Gives Argo CD the working tree's commits. It runs as the repository's owner, who may read all of it. */
export function repositoryServer(owner: { uid: number; gid: number }) {
  const metadata = { name, namespace: 'argocd', labels }
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            securityContext: {
              runAsUser: owner.uid,
              runAsGroup: owner.gid,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [
              {
                name,
                // Argo CD's own image, which the node has already, holds git.
                image: 'quay.io/argoproj/argocd:v3.6.1',
                command: ['git', ...daemon(REPOSITORY)],
                ports: [{ name: 'git', containerPort: 9418 }],
                readinessProbe: { tcpSocket: { port: 9418 } },
                resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '256Mi' } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  readOnlyRootFilesystem: true,
                },
                volumeMounts: [{ name, mountPath: REPOSITORY, readOnly: true }],
              },
            ],
            volumes: [{ name, hostPath: { path: REPOSITORY, type: 'Directory' } }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ name: 'git', port: 9418, targetPort: 'git' }] },
    },
  ]
}

/** Serves one repository for reading. Some machines show a mounted folder's owner changed, and git must not mind. */
export function daemon(repository: string): string[] {
  return ['-c', 'safe.directory=*', 'daemon', '--reuseaddr', '--strict-paths', '--export-all', repository]
}
