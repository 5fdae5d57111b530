'use client'

import { type ComponentType, lazy, Suspense } from 'react'
import { PlainText, type ReplyTextProps } from './message-text.tsx'

/** Loads the reader of Markdown, once. A page whose messages all come from the server does without it. */
export const loadMarkdown = () => import('./growing-text.tsx')

/** Where it cannot be loaded, a text stays as it was written. */
const GrowingText = lazy<ComponentType<ReplyTextProps>>(() =>
  loadMarkdown().catch(() => ({ default: PlainText })),
)

/** The text of a reply on this page; until the reader of Markdown is there, as it was written. */
export function LiveText(props: ReplyTextProps) {
  return (
    <Suspense fallback={<PlainText text={props.text} />}>
      <GrowingText {...props} />
    </Suspense>
  )
}
