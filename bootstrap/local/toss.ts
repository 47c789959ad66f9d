import type { Environment } from './environment.ts'

const SCRIPT_URL = 'https://js.tosspayments.com/v2/standard'

/**
 * What payment-service is told when keys of the real bank are given: then its script is loaded and its API is asked, and
 * the sandbox stands idle. Test keys move no money. Nothing without them.
 *
 * @throws Error when one of the two is missing, or is not such a key.
 */
export function tossSettings({
  TOSS_CLIENT_KEY: clientKey,
  TOSS_SECRET_KEY: secretKey,
}: NodeJS.ProcessEnv): Environment {
  if (!clientKey && !secretKey) return {}
  if (!/^(test|live)_ck_/.test(clientKey ?? '') || !/^(test|live)_sk_/.test(secretKey ?? ''))
    throw new Error('To pay at Toss Payments, give TOSS_CLIENT_KEY (…_ck_…) and TOSS_SECRET_KEY (…_sk_…).')
  return {
    BANK_URL: 'https://api.tosspayments.com',
    BANK_SCRIPT_URL: SCRIPT_URL,
    BANK_CLIENT_KEY: clientKey!,
    BANK_SECRET_KEY: secretKey!,
  }
}
