import type { ServiceName } from '@tiketi/contracts/routes'

/** The repository that Argo CD reads: gitops/ of the working tree with its own address in it. */
export interface Source {
  readonly url: string
  readonly head: string
  /**
   * Renders the environment anew with these digests, commits it and makes Argo CD look. A digest stays until the next
   * release or revert.
   */
  release(digests: Partial<Record<ServiceName, string>>): Promise<string>
  /** Changes files by their path below `gitops/`. */
  commit(message: string, change: (files: Map<string, string>) => void): Promise<string>
  /** Takes back the last commit, as the Revert workflow does. */
  revert(): Promise<string>
}
