import { Refusal } from '@tiketi/kit/refusal'

/** One answer to every log-in that fails, so that it tells nothing about the address. */
export function logInRefused(): Refusal {
  return new Refusal(
    'LOG_IN_REFUSED',
    401,
    'Address and password do not match. A new account must first be confirmed by the link in our mail.',
  )
}
