/**
 * The API takes no loopback address for a pod's, and a process has no other. Each address of the cluster therefore stands
 * for one of this machine, which differs in its first part alone: pods are 10.64.x.y and 127.64.x.y, Services' 10.0.x.y and
 * 127.0.x.y.
 */
export function loopbackOf(address: string): string {
  return address.replace(/^10\./, '127.')
}

/** Networks likewise, in a list with commas. */
export function loopbackNetworks(networks: string): string {
  return networks.split(',').map(loopbackOf).join(',')
}

/** Addresses for pods, none given twice. */
export class PodAddresses {
  #given = 0

  next(): string {
    this.#given += 1
    return `10.64.${Math.floor(this.#given / 250)}.${1 + (this.#given % 250)}`
  }
}
