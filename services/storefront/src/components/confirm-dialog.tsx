import { useEffect, useId, useRef } from 'preact/hooks'
import { words } from '../language/language.ts'
import { Button } from './button.tsx'

interface ConfirmDialogProps {
  title: string
  text: string
  act: string
  onAct: () => void
  onClose: () => void
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, text, act, onAct, onClose }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <p class="quiet">{text}</p>
      <div class="dialog-acts">
        <Button wide onClick={onAct}>
          {act}
        </Button>
        <Button kind="primary" wide onClick={() => dialog.current?.close()}>
          {words.value.goBack}
        </Button>
      </div>
    </dialog>
  )
}
