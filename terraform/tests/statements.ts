/** One statement of a policy, with every list written as a list. */
export interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Principal?: { AWS?: string; Service?: string | string[]; Federated?: string }
  Action: string[]
  Resource: string[]
  Condition?: Record<string, Record<string, string | string[]>>
}

type Loose<T> = T | T[]

/** The statements of a policy's JSON, in which AWS takes a list of one for its element. */
export function statementsOf(policy: string): Statement[] {
  const { Statement } = JSON.parse(policy) as { Statement: Loose<Record<string, unknown>> }
  return [Statement].flat().map((statement) => ({
    ...(statement as unknown as Statement),
    Action: [statement.Action ?? []].flat() as string[],
    Resource: [statement.Resource ?? []].flat() as string[],
  }))
}
