import type { FastifySchemaCompiler } from 'fastify'
import type Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Convert, Default } from 'typebox/value'

/**
 * Checks bodies as they are; converts query, path and header values, which arrive as text, to the schema's types.
 * Defaults are filled in, unknown fields are left for the schema to refuse. Text that cannot be kept is refused here.
 */
export const compileValidator: FastifySchemaCompiler<Type.TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  return (value: unknown) => {
    const filled = Default(schema, httpPart === 'body' ? value : Convert(schema, value))
    const errors = check.Check(filled) ? unkeepable(filled) : check.Errors(filled)
    return errors.length === 0 ? { value: filled } : { error: errors as unknown as Error }
  }
}

/** Texts that PostgreSQL cannot keep, in the form of schema errors: with a NUL, or half of a surrogate pair. */
function unkeepable(value: unknown, instancePath = ''): { instancePath: string; message: string }[] {
  if (typeof value === 'string')
    return value.isWellFormed() && !value.includes('\0')
      ? []
      : [{ instancePath, message: 'holds a character that cannot be kept' }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => unkeepable(part, `${instancePath}/${name}`))
}
