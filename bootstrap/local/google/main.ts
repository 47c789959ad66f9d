import { createGoogle } from './google.ts'

/** The OpenID provider as a process of its own, set up by its environment. */
const { GOOGLE_PORT = '8083', GOOGLE_CLIENT_ID = '', GOOGLE_CLIENT_SECRET = '', GOOGLE_REDIRECT_URI = '' } = process.env

const google = await createGoogle({
  port: Number(GOOGLE_PORT),
  clientId: GOOGLE_CLIENT_ID,
  clientSecret: GOOGLE_CLIENT_SECRET,
  redirectUris: [GOOGLE_REDIRECT_URI],
}).catch((error) => {
  console.error(`The OpenID provider cannot start: ${error.message}`)
  process.exit(1)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => google.close().then(() => process.exit(0)))
}
console.log(`OpenID provider: ${google.url}`)
