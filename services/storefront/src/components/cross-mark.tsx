export function CrossMark() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d="m3 3 10 10M13 3 3 13" />
    </svg>
  )
}
