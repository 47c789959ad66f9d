import type { ComponentChildren } from 'preact'

interface NoticeProps {
  kind?: 'plain' | 'good' | 'warning' | 'danger'
  title?: string
  /** Read out at once: for what the buyer did not expect. */
  urgent?: boolean
  children?: ComponentChildren
  acts?: ComponentChildren
}

export function Notice({ kind = 'plain', title, urgent, children, acts }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={urgent ? 'alert' : 'status'}>
      <div class="notice-text">
        {title ? <strong>{title}</strong> : null}
        {children}
      </div>
      {acts}
    </div>
  )
}
