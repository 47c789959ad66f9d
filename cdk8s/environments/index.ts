import type { Environment, EnvironmentName } from './environment.ts'
import { local } from './local.ts'
import { production } from './production.ts'
import { drill, staging } from './staging.ts'

export const environments: Record<EnvironmentName, Environment> = { local, staging, production, drill }
