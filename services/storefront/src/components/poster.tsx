import { useState } from 'preact/hooks'

interface PosterProps {
  src: string
  /** Shown if the picture does not come. */
  name: string
  eager?: boolean
}

/** The title always stands beside it, so the picture itself is silent. */
export function Poster({ src, name, eager }: PosterProps) {
  const [broken, setBroken] = useState(false)
  return (
    <div class="poster">
      {broken ? (
        <span class="poster-name" aria-hidden="true">
          {name}
        </span>
      ) : (
        <img
          src={src}
          alt=""
          width="600"
          height="800"
          loading={eager ? 'eager' : 'lazy'}
          fetchpriority={eager ? 'high' : undefined}
          decoding="async"
          onError={() => setBroken(true)}
        />
      )}
    </div>
  )
}
