import type { FastifySchemaCompiler } from 'fastify'
import type Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Convert, Default } from 'typebox/value'

/**
 * Checks bodies as they are; converts query, path and header values, which arrive as text, to the schema's types.
 * Defaults are filled in, unknown fields are left for the schema to refuse.
 */
export const compileValidator: FastifySchemaCompiler<Type.TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  return (value: unknown) => {
    const filled = Default(schema, httpPart === 'body' ? value : Convert(schema, value))
    return check.Check(filled) ? { value: filled } : { error: check.Errors(filled) as unknown as Error }
  }
}
