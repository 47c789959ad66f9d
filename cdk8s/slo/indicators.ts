/** Of all API requests, 95 % are answered within this. */
export const API_P95_SECONDS = 0.2

const SECONDS = 'http_request_duration_seconds'

/** Probes come every few seconds and would thin out every ratio. */
const PROBES = '/health|/ready'
/** A socket lasts, and a confirmation takes as long as the bank does: their time is not the API's. */
const WAITS = `${PROBES}|/ws/.*|/api/payment/confirmations`

/** Selectors of requests, for the labels that say whose: a service, a revision, a route. */
export const answered = (labels: string) => `${SECONDS}_count{${labels},route!~"${PROBES}"}`
export const failed = (labels: string) => `${SECONDS}_count{${labels},route!~"${PROBES}",status=~"5.."}`
export const timed = (labels: string) => `${SECONDS}_bucket{${labels},route!~"${WAITS}"}`
export const timedWithin = (labels: string, seconds: number) =>
  `${SECONDS}_bucket{${labels},route!~"${WAITS}",${within(seconds)}}`
export const timedAll = (labels: string) => `${SECONDS}_bucket{${labels},route!~"${WAITS}",le="+Inf"}`

/** Services say `1`, and Prometheus 3 keeps it as `1.0`. */
export const within = (seconds: number) =>
  Number.isInteger(seconds) ? `le=~"${seconds}|${seconds}[.]0"` : `le="${seconds}"`

export const rate = (selector: string, window: string) => `sum(rate(${selector}[${window}]))`

/** Absent counts nothing: a service that never failed has no series of failures. */
export const rateOrNone = (selector: string, window: string) => `(${rate(selector, window)} or vector(0))`
