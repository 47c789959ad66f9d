/** What the test run gives to test files by the environment. */
export function setting(name: string): string {
  const value = process.env[name]
  if (!value)
    throw new Error(`${name} is not set: run this file with \`npm test -- FILE\`, which starts what it needs.`)
  return value
}
