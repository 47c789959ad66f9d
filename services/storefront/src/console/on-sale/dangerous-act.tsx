import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { words } from '../../language/language.ts'
import { onSaleWords } from './words.ts'

interface DangerousActProps {
  title: string
  text: string
  act: string
  /** To be typed first. */
  name: string
  onAct: () => void
  onClose: () => void
}

/** Asks for a name before something that cannot be taken back. */
export function DangerousAct({ title, text, act, name, onAct, onClose }: DangerousActProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <p class="quiet">{text}</p>
      <Field label={onSaleWords().typeName(name)} value={typed} onInput={setTyped} />
      <div class="dialog-acts">
        <Button wide disabled={typed.trim() !== name} onClick={onAct}>
          {act}
        </Button>
        <Button kind="primary" wide onClick={() => dialog.current?.close()}>
          {words.value.goBack}
        </Button>
      </div>
    </dialog>
  )
}
