/** Does work a few at a time. */
export type Bounded = <T>(work: () => Promise<T>) => Promise<T>

/**
 * @param running how much work goes on at once.
 * @param waiting how much more may wait, first come, first served.
 * @param refuse throws at once what is beyond both.
 */
export function bounded(running: number, waiting: number, refuse: () => never): Bounded {
  const line: (() => void)[] = []
  let busy = 0

  async function enter(): Promise<void> {
    if (busy < running) busy += 1
    else if (line.length < waiting) await new Promise<void>((resolve) => line.push(resolve))
    else refuse()
  }

  // The place is handed on, so nobody can slip in between.
  function leave(): void {
    const next = line.shift()
    if (next) next()
    else busy -= 1
  }

  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
