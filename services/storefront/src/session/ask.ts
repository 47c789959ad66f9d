import { ProblemError } from '../api/problem.ts'
import { exchange, type Request, send } from '../api/send.ts'
import { accessToken, renew } from './session.ts'

/** Sends as the buyer who is logged in. A token that was refused is renewed once. */
export function ask<Answer>(path: string, request: Request = {}): Promise<Answer> {
  return asBuyer(request, (authorized) => send<Answer>(path, authorized))
}

/** As `ask`, for answers that are files. */
export function askFile(path: string): Promise<Response> {
  return asBuyer({}, (authorized) => exchange(path, authorized))
}

async function asBuyer<Result>(request: Request, run: (request: Request) => Promise<Result>): Promise<Result> {
  const token = await accessToken()
  try {
    return await run(withToken(request, token))
  } catch (thrown) {
    if (!(thrown instanceof ProblemError && thrown.status === 401)) throw thrown
    return run(withToken(request, (await renew(token)).accessToken))
  }
}

function withToken(request: Request, token: string): Request {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }
}
