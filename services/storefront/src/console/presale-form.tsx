import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { formatCount } from '../language/format.ts'
import { ConsoleProblem } from './console-frame.tsx'
import { Input } from './inputs.tsx'
import { addPresaleCodes, readCodes, readPresaleCodes } from './presale-codes.ts'
import { presaleWords } from './presale-words.ts'

/** Who is let into the presales of a published event. */
export function PresaleForm({ eventId }: { eventId: string }) {
  const w = presaleWords().codes
  const [list, setList] = useState('')
  const [wrongLine, setWrongLine] = useState<number | null>(null)
  const act = useAct()
  const counted = useLoaded(`presale codes ${eventId}`, (signal) => readPresaleCodes(eventId, signal))
  async function add() {
    const read = readCodes(list)
    setWrongLine('wrongLine' in read ? read.wrongLine : null)
    if ('wrongLine' in read || read.codes.length === 0) return
    await act.run(async () => {
      await addPresaleCodes(eventId, read.codes)
      setList('')
      counted.reload()
    })
  }
  return (
    <form
      class="stack presale-codes"
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault()
        add()
      }}
    >
      <h2>{w.title}</h2>
      {counted.value ? (
        <p class="figures" role="status">
          {w.count(
            formatCount(counted.value.codes),
            formatCount(counted.value.people),
            formatCount(counted.value.entered),
          )}
        </p>
      ) : null}
      <Input
        label={w.list}
        hint={w.means}
        fault={wrongLine ? w.fault(wrongLine) : undefined}
        lines={6}
        value={list}
        onInput={setList}
      />
      <ConsoleProblem problem={act.problem} />
      <Button submit busy={act.busy}>
        {w.add}
      </Button>
    </form>
  )
}
