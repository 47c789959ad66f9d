import type { PlanTemplate } from '@tiketi/contracts/event'
import type { SeatingPlan } from '@tiketi/contracts/seating'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { useAct } from '../components/use-act.ts'
import { go } from '../routing/location.ts'
import { ConsoleFrame, ConsoleProblem } from './console-frame.tsx'
import { keepPlan, previewTemplate } from './console-requests.ts'
import { consoleWords } from './console-words.ts'
import { Check, Choice, Input } from './inputs.tsx'
import { type CsvFault, planOfCsv } from './plan-csv.ts'
import { PlanPreview } from './plan-preview.tsx'

const FAULTS_SHOWN = 10

/** A new plan from a template or a CSV file, looked at before it is kept: afterwards it never changes. */
export default function NewPlanPage() {
  const w = consoleWords()
  const [name, setName] = useState('')
  const [way, setWay] = useState<'template' | 'csv'>('template')
  const [plan, setPlan] = useState<SeatingPlan | null>(null)
  const [missing, setMissing] = useState(false)
  const act = useAct()

  async function keep() {
    setMissing(!name.trim())
    if (!plan || !name.trim()) return
    if (await act.run(() => keepPlan(name.trim(), plan))) go('/console/plans')
  }
  return (
    <ConsoleFrame title={w.newPlan}>
      <Input label={w.planName} value={name} onInput={setName} fault={missing ? w.required : undefined} />
      <fieldset class="chips" aria-label={w.how}>
        {(['template', 'csv'] as const).map((each) => (
          <button
            key={each}
            type="button"
            class="chip"
            aria-pressed={way === each}
            onClick={() => {
              setWay(each)
              setPlan(null)
            }}
          >
            {w[each]}
          </button>
        ))}
      </fieldset>
      {way === 'template' ? <TemplateForm onPlan={setPlan} /> : <CsvForm onPlan={setPlan} />}
      {plan ? (
        <section class="stack">
          <h2>{w.preview}</h2>
          <PlanPreview plan={plan} />
          <ConsoleProblem problem={act.problem} />
          <Button kind="primary" busy={act.busy} onClick={keep}>
            {w.keep}
          </Button>
        </section>
      ) : null}
    </ConsoleFrame>
  )
}

function TemplateForm({ onPlan }: { onPlan: (plan: SeatingPlan | null) => void }) {
  const w = consoleWords()
  const [template, setTemplate] = useState<PlanTemplate>('hall')
  const [seats, setSeats] = useState('1000')
  const [grades, setGrades] = useState('VIP, R, S')
  const [standing, setStanding] = useState('0')
  const [standingGrade, setStandingGrade] = useState('ST')
  const [numbered, setNumbered] = useState(false)
  const act = useAct()
  const codes = grades
    .split(',')
    .map((code) => code.trim().toUpperCase())
    .filter(Boolean)
  const wish = {
    name: 'preview',
    template,
    seats: Number(seats),
    grades: codes,
    ...(Number(standing) > 0 && {
      standing: {
        places: Number(standing),
        grade: standingGrade.trim().toUpperCase(),
        entranceNumbers: numbered,
      },
    }),
  }
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        act.run(async () => onPlan(await previewTemplate(wish)))
      }}
    >
      <div class="both">
        <Choice
          label={w.template}
          value={template}
          onChange={(value) => setTemplate(value as PlanTemplate)}
          options={(['hall', 'arena', 'stadium'] as const).map((value) => ({ value, name: w.templates[value] }))}
        />
        <Input type="number" label={w.seats} value={seats} onInput={setSeats} />
        <Input label={w.gradeCodes} value={grades} onInput={setGrades} />
        {template === 'stadium' ? null : (
          <>
            <Input type="number" label={w.standingPlaces} value={standing} onInput={setStanding} />
            <Input label={w.standingGrade} value={standingGrade} onInput={setStandingGrade} />
            <Check label={w.entranceNumbers} checked={numbered} onChange={setNumbered} />
          </>
        )}
      </div>
      <ConsoleProblem problem={act.problem} />
      <Button submit busy={act.busy}>
        {w.preview}
      </Button>
    </form>
  )
}

function CsvForm({ onPlan }: { onPlan: (plan: SeatingPlan | null) => void }) {
  const w = consoleWords()
  const [text, setText] = useState('')
  const [faults, setFaults] = useState<CsvFault[]>([])
  function look(csv: string) {
    const read = planOfCsv(csv)
    setFaults(read.faults)
    onPlan('plan' in read ? read.plan : null)
  }
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        look(text)
      }}
    >
      <label class="field">
        <span>{w.csvFile}</span>
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={async ({ currentTarget }) => {
            const csv = (await currentTarget.files?.[0]?.text()) ?? ''
            setText(csv)
            look(csv)
          }}
        />
      </label>
      <Input label={w.csvText} lines={8} value={text} onInput={setText} hint={w.csvHint} />
      {faults.length > 0 ? (
        <Notice kind="danger" urgent title={w.faults}>
          <ul>
            {faults.slice(0, FAULTS_SHOWN).map((fault) => (
              <li key={`${fault.line} ${fault.column}`}>{w.csvFault(fault)}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <Button submit>{w.preview}</Button>
    </form>
  )
}
