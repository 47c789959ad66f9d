import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Role } from '@tiketi/contracts/auth'
import type { ServiceName } from '@tiketi/contracts/routes'
import { ACCESS, newSigningKey, signingKeys } from '../access-token.ts'
import { serviceTokens } from '../service-token.ts'
import type { Lifetime } from './lifetime.ts'

/**
 * Real keys for one test: the settings that make a service trust them, and tokens signed by them. The public keys are
 * served on loopback until the test ends.
 */
export async function testTokens(t: Lifetime) {
  const signer = signingKeys(JSON.stringify([newSigningKey(new Date(0))]), ACCESS)
  const keyServer = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(signer.jwks()))
  })
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    keyServer.closeAllConnections()
    keyServer.close()
  })
  const { port } = keyServer.address() as AddressInfo
  const config = {
    ACCESS_JWKS_URL: `http://127.0.0.1:${port}/jwks.json`,
    SERVICE_TOKEN_KEYS: 'a service token key for one test only',
  }
  return {
    config,
    /** An access token of this user; 10 minutes unless told otherwise. */
    accessToken: ({ id, roles = ['buyer'] }: { id: string; roles?: Role[] }, seconds = 600) =>
      signer.sign({ sub: id, roles, sid: id }, seconds),
    /** A token with which `caller` may ask `target`. */
    serviceToken: (caller: ServiceName, target: ServiceName) =>
      serviceTokens(caller, config.SERVICE_TOKEN_KEYS).sign(target),
  }
}
