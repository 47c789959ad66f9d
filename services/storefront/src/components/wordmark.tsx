/** A ticket with its stub. */
export function Wordmark() {
  return (
    <>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path
          class="wordmark-paper"
          d="M5 6h22a3 3 0 0 1 3 3v3.500a3.500 3.500 0 0 0 0 7V23a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3v-3.500a3.500 3.500 0 0 0 0-7V9a3 3 0 0 1 3-3z"
        />
        <path class="wordmark-tear" d="M21.500 9.500v14" />
        <path class="wordmark-letter" d="M8 11h9v2.600h-3.200V21H11v-7.400H8z" />
      </svg>
      <span>Tiketi</span>
    </>
  )
}
