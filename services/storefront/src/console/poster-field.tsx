import { Notice } from '../components/notice.tsx'
import { Poster } from '../components/poster.tsx'
import { useAct } from '../components/use-act.ts'
import { ConsoleProblem } from './console-frame.tsx'
import { sendPicture } from './console-requests.ts'
import { consoleWords } from './console-words.ts'
import { Input } from './inputs.tsx'

/** A poster by its address, or by a file that becomes one. */
export function PosterField({ url, onChange }: { url: string; onChange: (url: string) => void }) {
  const w = consoleWords()
  const act = useAct()
  return (
    <div class="stack">
      <label class="field">
        <span>{w.posterFile}</span>
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          aria-busy={act.busy}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0]
            if (file) act.run(async () => onChange(await sendPicture(file)))
          }}
        />
      </label>
      <ConsoleProblem problem={act.problem} />
      <Input label={w.posterUrl} value={url} onInput={onChange} />
      {url.startsWith('/images/') ? <Notice kind="good">{w.posterSent}</Notice> : null}
      {url ? (
        <div class="poster-preview">
          <Poster key={url} src={url} name={w.poster} />
        </div>
      ) : null}
    </div>
  )
}
