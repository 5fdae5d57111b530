import type { ApiKey } from '../../lib/domain/api-key.ts'
import { Client } from './client.ts'

export type MadeKey = ApiKey & { key: string }

/** Makes an API key for whoever is signed in. */
export const makeKey = (
  client: Client,
  body: { name?: string; expiresAt?: string; models?: string[] } = {},
): Promise<MadeKey> => client.expectJson<MadeKey>('POST', '/api/keys', { name: 'a test', ...body })

/** A program without cookies that sends a key with every request. */
export class KeyClient extends Client {
  readonly #key: string
  constructor(origin: string, key: string) {
    super(origin)
    this.#key = key
  }
  override fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${this.#key}`)
    return super.fetch(path, { ...init, headers })
  }
}
