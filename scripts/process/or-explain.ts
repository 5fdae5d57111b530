/** Something a script foresaw; its message is a sentence that says what a person can do. */
export class ScriptError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ScriptError'
  }
}

/** Runs a script's work. A ScriptError is told without a stack, anything else with it; the exit code is 1 either way. */
export async function orExplain(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof ScriptError ? error.message : error)
    process.exitCode = 1
  }
}
