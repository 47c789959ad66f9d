import { ApiObject, Duration, JsonPatch, Size } from 'cdk8s'
import {
  type AbstractPodProps,
  type Capability,
  type ConfigMap,
  type ContainerProps,
  Cpu,
  Env,
  EnvValue,
  type IConfigMap,
  ImagePullPolicy,
  type IServiceAccount,
  Probe,
  RestartPolicy,
  Secret,
  type ServiceAccount,
  Volume,
  type Workload,
} from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import { drain } from './drain.ts'
import { METRICS_PORT, USER } from './names.ts'

interface Image {
  image: string
  args: string[]
  settings: ConfigMap
  /** Secrets that come from a Kubernetes Secret rather than by the pod's role. */
  secrets: { secretName: string; settings: string[] } | undefined
  cpuMillis: { request: number; limit: number }
  memoryMib: { request: number; limit: number }
}

/** What the restricted profile demands of a container, and a root that nobody writes to. */
export const securityContext = {
  ensureNonRoot: true,
  user: USER,
  group: USER,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  privileged: false,
  // It lists single capabilities only.
  capabilities: { drop: ['ALL' as Capability] },
}

export function containerOf(scope: Construct, name: string, image: Image): ContainerProps {
  const { settings, secrets, cpuMillis, memoryMib } = image
  const secret = secrets && Secret.fromSecretName(scope, `${name}-secrets`, secrets.secretName)
  return {
    name,
    image: image.image,
    args: image.args,
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    securityContext,
    envFrom: [Env.fromConfigMap(settings as IConfigMap)],
    envVariables: Object.fromEntries(
      (secret ? secrets.settings : []).map((key) => [key, EnvValue.fromSecretValue({ secret: secret!, key })]),
    ),
    resources: {
      cpu: { request: Cpu.millis(cpuMillis.request), limit: Cpu.millis(cpuMillis.limit) },
      memory: { request: Size.mebibytes(memoryMib.request), limit: Size.mebibytes(memoryMib.limit) },
    },
    volumeMounts: [
      { path: '/tmp', volume: Volume.fromEmptyDir(scope, `${name}-tmp`, 'tmp', { sizeLimit: Size.mebibytes(64) }) },
    ],
  }
}

/** Probes and ports of a service: alive while the process answers, ready while it is neither starting nor draining. */
export function serving(port: number): Partial<ContainerProps> {
  const probe = (path: string, periodSeconds: number, failureThreshold: number) =>
    Probe.fromHttpGet(path, {
      port,
      periodSeconds: Duration.seconds(periodSeconds),
      timeoutSeconds: Duration.seconds(3),
      failureThreshold,
    })
  return {
    ports: [
      { name: 'http', number: port },
      { name: 'metrics', number: METRICS_PORT },
    ],
    startup: probe('/health', 1, 60),
    liveness: probe('/health', 10, 3),
    readiness: probe('/ready', 5, 2),
  }
}

/** What the restricted profile demands of a pod. */
export const podProps = {
  automountServiceAccountToken: false,
  securityContext: { ensureNonRoot: true, user: USER, group: USER, fsGroup: USER },
}

export function podOf(account: ServiceAccount, container: ContainerProps): AbstractPodProps {
  return {
    ...podProps,
    // Its own optional fields are not the interface's under exactOptionalPropertyTypes.
    serviceAccount: account as IServiceAccount,
    containers: [container],
    restartPolicy: RestartPolicy.ALWAYS,
    terminationGracePeriod: Duration.seconds(drain.graceSeconds),
  }
}

/** Adds to a typed workload's pods what cdk8s-plus has no words for, and takes away the label that it selects by. */
export function completePods(workload: Workload, more: Record<string, unknown> = {}): void {
  ApiObject.of(workload).addJsonPatch(
    JsonPatch.add('/spec/template/spec/securityContext/seccompProfile', { type: 'RuntimeDefault' }),
    JsonPatch.remove('/spec/template/metadata/labels/cdk8s.io~1metadata.addr'),
    ...Object.entries(more).map(([field, value]) => JsonPatch.add(`/spec/template/spec/${field}`, value)),
  )
}
