/** How a pod leaves, in seconds. The rule `drains` holds these against each other. */
export interface Drain {
  /** The pod goes on serving so long after it was told to stop: the balancer learns of it meanwhile. */
  preStopSeconds: number
  /** The process then ends within so many (the kit's `run`). */
  closeSeconds: number
  /** Kubernetes kills what is left. */
  graceSeconds: number
  /** The balancer lets requests and sockets of a leaving pod end for so long. */
  deregistrationSeconds: number
  /** What the balancer needs until no new request goes to a leaving pod. */
  propagationSeconds: number
  /** The balancer closes a silent connection after so long. */
  balancerIdleSeconds: number
  /** The service closes a silent connection after so long (the kit's `createApp`). */
  keepAliveSeconds: number
}

export const drain: Drain = {
  preStopSeconds: 30,
  closeSeconds: 25,
  graceSeconds: 90,
  deregistrationSeconds: 60,
  propagationSeconds: 15,
  balancerIdleSeconds: 60,
  keepAliveSeconds: 75,
}
