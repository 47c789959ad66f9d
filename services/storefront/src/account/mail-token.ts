/** The token of a mail's link stands behind #, so that no server log and no Referer ever sees it. */
export function mailToken(): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
}
