import type { ComponentChildren } from 'preact'

interface ButtonProps {
  kind?: 'primary' | 'plain' | 'quiet'
  /** A link that looks like a button. */
  href?: string
  submit?: boolean
  wide?: boolean
  /** The act is under way: the button keeps its place and its focus, and does nothing. */
  busy?: boolean
  disabled?: boolean
  label?: string
  pressed?: boolean
  expanded?: boolean
  current?: boolean
  onClick?: () => void
  children: ComponentChildren
}

export function Button(props: ButtonProps) {
  const { kind = 'plain', href, submit, wide, busy, disabled, onClick, children } = props
  const look = `button button-${kind}${wide ? ' button-wide' : ''}${busy ? ' button-busy' : ''}`
  if (href && !disabled)
    return (
      <a class={look} href={href} aria-label={props.label} aria-current={props.current ? 'page' : undefined}>
        {children}
      </a>
    )
  const idle = busy || disabled
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={look}
      aria-disabled={idle ? 'true' : undefined}
      aria-label={props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      onClick={(event) => {
        if (idle) event.preventDefault()
        else onClick?.()
      }}
    >
      {children}
    </button>
  )
}
