/** Playwright hands the environment of its global set-up on to its workers: that is how they learn the address. */
export const originVariable = 'NEPTUN_TEST_ORIGIN'

/** The origin of the application under test. */
export function testOrigin(): string {
  const origin = process.env[originVariable]
  if (!origin) throw new Error(`${originVariable} is not set: the global set-up has not run`)
  return origin
}
