/** What somebody fills in on the sign-in page. */
export interface SignIn {
  email: string
  name?: string
  /** Google does not know that the address is theirs. */
  unverified?: boolean
  /** Goes back without signing in. */
  leave?: boolean
}

/**
 * Signs in at the stand-in as a browser does, from the address that the shop led to.
 * @returns the address at the shop that the browser is sent back to.
 */
export async function signInAtGoogle(address: string, { email, name, unverified, leave }: SignIn): Promise<URL> {
  const cookies = new Map<string, string>()
  const origin = new URL(address).origin
  const form = new URLSearchParams({ email, name: name ?? '' })
  if (unverified) form.set('unverified', 'on')
  if (leave) form.set('leave', '')

  async function send(url: URL, body?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body && { method: 'POST', body }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!
      cookies.set(name!, value!)
    }
    return response
  }

  let at = new URL(address)
  let response = await send(at)
  for (let steps = 0; steps < 10; steps++) {
    const location = response.headers.get('location')
    if (location) {
      at = new URL(location, at)
      if (at.origin !== origin) return at
      response = await send(at)
    } else if (at.pathname.startsWith('/sign-in/')) response = await send(at, form)
    else break
  }
  throw new Error(`The sign-in stopped at ${at.pathname} with ${response.status}: ${await response.text()}`)
}
