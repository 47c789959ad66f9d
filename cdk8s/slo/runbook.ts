/** Where runbooks are read; their sources are in bootstrap/runbooks. */
const RUNBOOKS = 'https://github.com/tiketi/tiketi/blob/main/bootstrap/runbooks'

/** The section of a runbook about one alarm. */
export const runbook = (file: string, alert: string) => `${RUNBOOKS}/${file}.md#${alert.toLowerCase()}`
