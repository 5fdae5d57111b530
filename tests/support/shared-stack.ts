import { inject } from 'vitest'
import { Client } from './client.ts'

/** Addresses of the application and the demo upstream that all contract tests share. */
export const sharedStack = () => inject('sharedStack')

/** A client of the shared application without cookies. */
export const sharedClient = (): Client => new Client(sharedStack().appOrigin)

/** A client of the shared application, signed in as somebody new. */
export async function signedInClient(): Promise<Client> {
  const client = sharedClient()
  await client.signUp()
  return client
}
