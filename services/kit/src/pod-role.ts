import { readFile } from 'node:fs/promises'

const LOOKED_EVERY_MS = 1_000

/**
 * Whether this pod may handle events: a canary may not, since the balancer's weights do not limit events. The role is a
 * label that changes while the pod runs, so it is read from the file that Kubernetes keeps up to date (downward API), at
 * most once a second. Without a file, or without a role in it, there is no rollout and the answer is yes.
 */
export function isStable(file: string | undefined): () => Promise<boolean> {
  let stable = Promise.resolve(true)
  let lookedAt = Number.NEGATIVE_INFINITY
  async function look(path: string): Promise<boolean> {
    const role = (await readFile(path, 'utf8').catch(() => '')).trim()
    return role === '' || role === 'stable'
  }
  return () => {
    if (file && performance.now() - lookedAt > LOOKED_EVERY_MS) {
      lookedAt = performance.now()
      stable = look(file)
    }
    return stable
  }
}
