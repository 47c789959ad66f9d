import type { Puzzle } from '@tiketi/contracts/proof-of-work'
import { solvePuzzle } from './solve-puzzle.ts'

addEventListener('message', ({ data }: MessageEvent<Puzzle>) => postMessage(solvePuzzle(data)))
