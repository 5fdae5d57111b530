/** The code of a system error, such as ENOENT; its name or type for anything else. */
export function errorCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
