import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { UserId } from '../domain/ids.ts'
import { store } from '../store/index.ts'
import { findSessionCaller } from './caller.ts'

/** Who looks at a page. */
export type Viewer = { userId: UserId; email: string }

/** The signed-in person of the page being rendered, or null; looked up once per render. */
export const findViewer = cache(async (): Promise<Viewer | null> => {
  const given = await headers()
  const caller = await findSessionCaller({ headers: given })
  if (!caller) return null
  const user = await store().users.find(caller.userId)
  return user ? { userId: user.id, email: user.email } : null
})

/** The signed-in person; others are sent to the sign-in page and come back to `path`. */
export async function requireViewer(path = '/'): Promise<Viewer> {
  const viewer = await findViewer()
  if (!viewer) redirect(`/sign-in?next=${encodeURIComponent(path)}`)
  return viewer
}
