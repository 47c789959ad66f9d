/** Argo CD applies a wave when everything in the one before is healthy: ways to a pod first, then its tables, then the pod. */
export const wave = (order: number) => ({ 'argocd.argoproj.io/sync-wave': String(order) })

export const WAYS = -2
export const TABLES = -1
export const PODS = 0
export const WATCHERS = 1
