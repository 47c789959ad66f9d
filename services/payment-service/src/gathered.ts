/**
 * Calls that come while one is under way are made together, in one when it has ended: so few that nobody waits for them
 * when there is little to do, and many when there is much.
 *
 * @returns what calls `act` for one, and ends when it was done.
 */
export function gathered<Item>(act: (items: Item[]) => Promise<unknown>): (item: Item) => Promise<unknown> {
  let waiting: Item[] = []
  let next: Promise<unknown> | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function go(before: Promise<unknown>) {
    // Whoever made that call hears of its failure.
    await before.catch(() => {})
    const items = waiting
    waiting = []
    next = undefined
    await act(items)
  }

  return (item) => {
    waiting.push(item)
    if (!next) {
      next = go(last)
      last = next
    }
    return next
  }
}
