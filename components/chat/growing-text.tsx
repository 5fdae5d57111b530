'use client'

import { useState } from 'react'
import { BlockSplitter } from './markdown/block-splitter.ts'
import { Markdown } from './markdown/markdown.tsx'
import type { ReplyTextProps } from './message-text.tsx'

/** The text of a reply while it comes in: of all that stands there only the last blocks are read and drawn again. */
export function GrowingText({ text, isWriting }: ReplyTextProps) {
  const [splitter] = useState(() => new BlockSplitter())
  return <Markdown {...splitter.split(text)} isOpen={isWriting} />
}
