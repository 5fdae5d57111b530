/** What a server process tells the process that started it (see child-process.ts) once it answers. */
export type ReadyMessage = { readyAt: string }

const LOOK_EVERY_MS = 100
const LOOK_FOR_MS = 120_000

async function answers(origin: string): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/api/health`)
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

/** Prints the address, and tells it to the process that started us, once the server answers its health check. */
export function announceWhenReady(origin: () => string): void {
  const giveUpAt = performance.now() + LOOK_FOR_MS
  const look = async () => {
    const address = origin()
    if (URL.canParse(address) && !address.endsWith(':0') && (await answers(address))) {
      console.log(`Neptun is ready at ${address}`)
      process.send?.({ readyAt: address } satisfies ReadyMessage)
    } else if (performance.now() < giveUpAt) setTimeout(look, LOOK_EVERY_MS).unref()
  }
  setTimeout(look, LOOK_EVERY_MS).unref()
}
