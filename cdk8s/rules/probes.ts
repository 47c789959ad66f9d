import { objectsOf, type Rule } from './rule.ts'

/** A pod is replaced when it hangs, sent nothing until it is ready, and given time to start. */
export const probes: Rule = (plan) =>
  objectsOf(plan, 'Rollout').flatMap(({ metadata, spec }) => {
    const [container] = spec.template.spec.containers
    const paths = { startupProbe: '/health', livenessProbe: '/health', readinessProbe: '/ready' }
    return Object.entries(paths).flatMap(([probe, path]) =>
      container[probe]?.httpGet?.path === path
        ? []
        : `${metadata.name} has no ${probe} at ${path}: a live pod is one that answers /health, a ready one answers /ready (constructs/pod.ts).`,
    )
  })
