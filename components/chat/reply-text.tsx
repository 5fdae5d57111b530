import { splitBlocks } from './markdown/block-splitter.ts'
import { Markdown } from './markdown/markdown.tsx'
import type { ReplyTextProps } from './message-text.tsx'

/** The text of a reply that will not grow. It brings the reader of Markdown along, so the browser never loads it. */
export function ReplyText({ text }: ReplyTextProps) {
  return <Markdown {...splitBlocks(text)} isOpen={false} />
}
