export interface ApplicationState {
  name: string
  sync: string
  health: string
  /** The commit that it was last compared with. */
  revision: string
  /** How the last operation went, and what it said. */
  phase: string
  message: string
}

/** What the drills ask of Argo CD, by its own resources. */
export interface Argo {
  states(): Promise<ApplicationState[]>
  state(name: string): Promise<ApplicationState>
  /** Makes it look at Git now instead of at its next round. */
  refresh(...names: string[]): Promise<void>
  /** What `argocd app sync` does. */
  sync(name: string): Promise<void>
  /** Waits until these, or all, are Synced and Healthy at the commit. @throws Error that names who is not. */
  settled(revision: string, options?: { names?: string[]; timeoutMs?: number }): Promise<void>
}
