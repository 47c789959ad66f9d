const RECORDED = 0.05

const hex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')

const visit = hex(16)
const flags = Math.random() < RECORDED ? '01' : '00'

/** W3C Trace Context: all requests of a visit are one trace, and one visit in twenty is recorded. */
export const traceparent = () => `00-${visit}-${hex(8)}-${flags}`
