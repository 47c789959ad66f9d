/**
 * The Redis keys of a line. All share the hash tag of the on-sale, so that every step is one script in one slot. What
 * belongs to people is named by the epoch: a new one begins with nothing of the old.
 */
export function lineKeys(onSaleId: string, epoch: number) {
  const ofEpoch = (name: string) => `queue:{${onSaleId}}:${epoch}:${name}`
  return {
    /** Hash: terms, counters, tokens, what is known of the seats. */
    line: `queue:{${onSaleId}}:line`,
    /** Hash: person -> number. */
    places: ofEpoch('places'),
    /** Sorted set: numbers beyond the watermark that were given up. */
    left: ofEpoch('left'),
    /** Sorted set: number by the end of its call. */
    called: ofEpoch('called'),
    /** Sorted set: number by the end of its pass. */
    inside: ofEpoch('inside'),
    /** Hash: number inside -> live holds; such people do not compete for free seats. */
    holding: ofEpoch('holding'),
    /** Hash: number inside -> pass. */
    passes: ofEpoch('passes'),
    /** Sorted set: number by the last moment to come back after a missed call. */
    missed: ofEpoch('missed'),
    /** Sorted set: numbers that came back and wait for their second call. */
    returning: ofEpoch('returning'),
    /** Set: numbers whose call is their second. */
    recalled: ofEpoch('recalled'),
    /** Hash: reservation -> held or ended. */
    holds: ofEpoch('holds'),
    /** Sorted set: those who wait for a number, by their rank in the draw, old number or arrival. */
    gathering: ofEpoch('gathering'),
    /** Hash: person -> the device that has the place. */
    devices: ofEpoch('devices'),
    /** Hash: person -> when other devices took the place over, within the last hour. */
    takeovers: ofEpoch('takeovers'),
  }
}

/** Where each run of admit.lua tells the replicas what it did. */
export const lineChannel = (onSaleId: string) => `queue:{${onSaleId}}:status`

/** The on-sale of a channel. */
export const onSaleOf = (channel: string) => channel.slice('queue:{'.length, channel.indexOf('}'))
