import { baseConfig } from '@tiketi/kit/config'
import Type from 'typebox'

export const Config = Type.Object(baseConfig('event'))
export type Config = Type.Static<typeof Config>
