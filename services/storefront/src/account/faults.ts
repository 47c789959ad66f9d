import type { ProblemError } from '../api/problem.ts'

/** What is wrong with each field of a form, by its name in the request. */
export type Faults = Partial<Record<string, string>>

const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/
const PASSWORD_LENGTH = 10

interface Sentences {
  emailFault: string
  passwordFault: string
  nameFault: string
  passwordMissing: string
}

export function findFaults(
  form: { email?: string; name?: string; newPassword?: string; password?: string },
  w: Sentences,
): Faults {
  const faults: Faults = {}
  if (form.email !== undefined && !EMAIL.test(form.email)) faults.email = w.emailFault
  if (form.name !== undefined && !form.name.trim()) faults.name = w.nameFault
  if (form.newPassword !== undefined && form.newPassword.length < PASSWORD_LENGTH) faults.password = w.passwordFault
  if (form.password !== undefined && !form.password) faults.password = w.passwordMissing
  return faults
}

/** The server found what we did not: its own sentence stands at the field. */
export function faultsOf(problem: ProblemError | null): Faults {
  const fields = problem?.members.fields
  if (!Array.isArray(fields)) return {}
  const faults: Faults = {}
  for (const { path, message } of fields as { path: string; message: string }[]) {
    faults[path.split(/[/.]/).findLast(Boolean) ?? ''] = message
  }
  return faults
}
