import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ballpark } from './posters/ballpark.ts'
import { element, HEIGHT, WIDTH } from './posters/canvas.ts'
import { clock } from './posters/clock.ts'
import { fifth } from './posters/fifth.ts'
import { forest } from './posters/forest.ts'
import { halo } from './posters/halo.ts'
import { letter } from './posters/letter.ts'
import { preludes } from './posters/preludes.ts'
import { rays } from './posters/rays.ts'
import { trio } from './posters/trio.ts'
import { whiteNight } from './posters/white-night.ts'

const compositions = { ballpark, clock, fifth, forest, halo, letter, preludes, rays, trio, 'white-night': whiteNight }

export type PosterName = keyof typeof compositions

/** Where the gateway serves a poster. */
export function posterUrl(name: PosterName): string {
  return `/posters/${name}.svg`
}

/** Draws every poster of the demo into a folder: the same bytes each time. */
export async function drawPosters(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, compose] of Object.entries(compositions))
    await writeFile(join(folder, `${name}.svg`), svg(compose()))
}

function svg(drawing: string): string {
  const size = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT }
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size }, drawing)}\n`
}
