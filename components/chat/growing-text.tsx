'use client'

import { useEffect, useRef, useState } from 'react'
import { nextTask } from '../ui/next-task.ts'
import { BlockSplitter, withLineFeeds } from './markdown/block-splitter.ts'
import { groupStarts, Markdown } from './markdown/markdown.tsx'
import { PlainText, type ReplyTextProps } from './message-text.tsx'
import { useThreadActions } from './thread-actions.tsx'

/** Of a text that is long already when it is first drawn, so many groups of blocks at the end come at once, and then one by one. */
const GROUPS_AT_ONCE = 1
/** So much of it is read before the clock is looked at: fifty milliseconds at most, on a slow machine that does it for the first time. */
const CHARACTERS_AT_ONCE = 1000
/** After so long other work has its turn. */
const TASK_MS = 16

/** The last one that was used: a page that takes over a reply from another need not read it from its start. */
let latest = new BlockSplitter()

/** Its own for each place, since two pages that show a reply for a moment do not have the same of it. */
function splitterFor(text: string): BlockSplitter {
  latest = latest.takenOverFor(text)
  return latest
}

type SplitTextProps = ReplyTextProps & { splitter: BlockSplitter }

/** Who is at the end of a text that is long already sees its end at once, and what stands above is put in bit by bit. */
function SplitText({ text, isWriting, splitter }: SplitTextProps) {
  const { isFollowing } = useThreadActions()
  const split = splitter.split(text)
  const [leftOut, setLeftOut] = useState(() =>
    isFollowing() ? Math.max(0, groupStarts(split.blocks).length - GROUPS_AT_ONCE) : 0,
  )

  useEffect(() => {
    if (leftOut === 0) return
    let isOver = false
    void nextTask().then(() => {
      if (!isOver) setLeftOut(leftOut - 1)
    })
    return () => {
      isOver = true
    }
  }, [leftOut])

  return <Markdown {...split} isOpen={isWriting} leftOut={leftOut} />
}

/**
 * The text of a reply while it comes in: of all that stands there only the last blocks are read and drawn again. A text that
 * is long already when it is first drawn is read bit by bit, and stands as it was written until then.
 */
export default function GrowingText({ text: given, isWriting }: ReplyTextProps) {
  const text = withLineFeeds(given)
  const [splitter] = useState(() => splitterFor(text))
  const [isRead, setRead] = useState(() => text.length - splitter.length <= CHARACTERS_AT_ONCE)
  const newest = useRef(text)

  useEffect(() => {
    newest.current = text
  }, [text])

  // Not begun anew with each piece that comes: it would never catch up with a fast reply.
  useEffect(() => {
    if (isRead) return
    let isOver = false
    const read = async () => {
      for (let begun = performance.now(); !isOver; ) {
        const known = newest.current.slice(0, splitter.length + CHARACTERS_AT_ONCE)
        splitter.split(known)
        if (known.length === newest.current.length) return setRead(true)
        if (performance.now() - begun < TASK_MS) continue
        await nextTask()
        begun = performance.now()
      }
    }
    void read()
    return () => {
      isOver = true
    }
  }, [isRead, splitter])

  return isRead ? (
    <SplitText text={text} isWriting={isWriting} splitter={splitter} />
  ) : (
    <PlainText text={text} />
  )
}
