import { storeAway } from '@tiketi/kit/store-away'

/** For what is better left out than waited for: nothing while Redis is away. */
export async function unlessRedisAway<T>(step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step()
  } catch (error) {
    if (storeAway(error) === 'redis') return undefined
    throw error
  }
}
