'use client'

import Ellipsis from 'lucide-react/icons/ellipsis'
import Pin from 'lucide-react/icons/pin'
import { useRef, useState } from 'react'
import type { Chat } from '@/lib/domain/chat.ts'
import styles from './chat-row.module.css'
import { NavigationLink } from './navigation-link.tsx'
import { RowMenu } from './row-menu.tsx'

type ChatRowProps = {
  chat: Chat
  isRunning: boolean
  onRename: (name: string) => void
  onPin: (pinned: boolean) => void
  onDelete: () => void
}

function NameField({ name, onDone }: { name: string; onDone: (name: string | null) => void }) {
  const isDone = useRef(false)
  const done = (given: string | null) => {
    if (isDone.current) return
    isDone.current = true
    const wanted = given?.trim() || null
    onDone(wanted === name ? null : wanted)
  }
  return (
    <input
      className={styles.field}
      aria-label="Name of the chat"
      defaultValue={name}
      maxLength={200}
      autoComplete="off"
      // The person asked for this field, and came from a menu that is gone.
      ref={(field) => field?.select()}
      onBlur={(event) => done(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') done(event.currentTarget.value)
        if (event.key !== 'Escape') return
        // Escape would close the drawer around it as well.
        event.preventDefault()
        event.stopPropagation()
        done(null)
      }}
    />
  )
}

/** A chat in the list: the way to it, whether a reply is being written in it, and its menu. */
export function ChatRow({ chat, isRunning, onRename, onPin, onDelete }: ChatRowProps) {
  const [isRenaming, setRenaming] = useState(false)
  const item = useRef<HTMLLIElement>(null)

  const renamed = (name: string | null) => {
    setRenaming(false)
    if (name !== null) onRename(name)
    requestAnimationFrame(() => {
      // Whoever clicked elsewhere wants to be there.
      if (document.activeElement === document.body) item.current?.querySelector('a')?.focus()
    })
  }
  const removed = () => {
    const next = item.current?.nextElementSibling ?? item.current?.previousElementSibling
    const goal = next?.querySelector('a') ?? document.getElementById('history-search')
    goal?.focus()
    onDelete()
  }

  return (
    <li ref={item} className={styles.row}>
      {isRenaming ? (
        <NameField name={chat.name} onDone={renamed} />
      ) : (
        <>
          <NavigationLink href={`/chats/${chat.id}`} className={styles.link}>
            {chat.name}
          </NavigationLink>
          {isRunning && (
            <span
              className={styles.running}
              role="img"
              aria-label="A reply is being written"
              title="A reply is being written"
            />
          )}
          {chat.pinned && <Pin className={styles.pin} size={13} aria-hidden="true" />}
          <RowMenu
            name={chat.name}
            glyph={<Ellipsis size={16} aria-hidden="true" />}
            className={styles.menu}
            items={[
              { label: 'Rename', act: () => setRenaming(true) },
              { label: chat.pinned ? 'Unpin' : 'Pin', act: () => onPin(!chat.pinned) },
              { label: 'Delete', act: removed, isDangerous: true },
            ]}
          />
        </>
      )}
    </li>
  )
}
