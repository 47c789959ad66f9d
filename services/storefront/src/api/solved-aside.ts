import type { Puzzle } from '@tiketi/contracts/proof-of-work'

/** Solves a puzzle beside the page, which stays responsive. */
export async function solvedAside(puzzle: Puzzle): Promise<string> {
  const worker = new Worker(new URL('./puzzle-worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise<string>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data)
      worker.onerror = reject
      worker.postMessage(puzzle)
    })
  } finally {
    worker.terminate()
  }
}
