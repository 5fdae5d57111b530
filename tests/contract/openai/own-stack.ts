import { KeyClient, type MadeKey, makeKey } from '../../support/api-key.ts'
import type { Client } from '../../support/client.ts'
import { type DemoStack, startDemoStack } from '../../support/demo-stack.ts'
import type { LoggedRequest } from '../../upstream/request-log.ts'

/** A server whose circuits nobody else opens, a person who is signed in, and a program with a key of theirs. */
export type OwnStack = DemoStack & {
  origin: string
  person: Client
  key: MadeKey
  program: KeyClient
  /** The requests for a reply whose body holds `mark`. */
  asked(mark: string): LoggedRequest[]
}

export async function startOwnStack(env: Record<string, string> = {}): Promise<OwnStack> {
  const stack = await startDemoStack({ build: false, env })
  const { origin } = stack.app
  const person = stack.app.client()
  await person.signUp()
  const key = await makeKey(person)
  const asked = (mark: string) =>
    stack.upstream.requests.filter(
      ({ method, body }) => method === 'POST' && JSON.stringify(body).includes(mark),
    )
  return { ...stack, origin, person, key, program: new KeyClient(origin, key.key), asked }
}
