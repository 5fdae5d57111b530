'use client'

import Search from 'lucide-react/icons/search'
import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { COMPOSER_ID } from '../chat/composer-request.ts'
import { useSearch } from '../history/use-search.ts'
import { currentSelector } from '../models/current-selector.ts'
import { Modal, ModalHead } from '../ui/modal.tsx'
import { goToStart } from '../ui/start-request.ts'
import { useActiveOption } from '../ui/use-active-option.ts'
import { type Command, type CommandGroup, chatCommands, matching, modelCommands } from './commands.ts'
import styles from './palette.module.css'
import { useRecentChats } from './use-recent-chats.ts'

type PaletteDialogProps = { onClose: () => void; onShortcuts: () => void }

const MOST_CHATS = 8

/** Chats, models and actions in one list that is searched by typing. */
export default function PaletteDialog({ onClose, onShortcuts }: PaletteDialogProps) {
  const router = useRouter()
  const listId = useId()
  const [query, setQuery] = useState('')
  const [selector] = useState(currentSelector)
  const { found, isSearching } = useSearch(query)
  const recent = useRecentChats()
  const go = (path: string) => router.push(path)

  const actions: Command[] = [
    { id: 'new', label: 'New chat', act: () => goToStart(router) },
    { id: 'playground', label: 'Playground', detail: 'Nothing is stored', act: () => go('/playground') },
    ...(selector ? [{ id: 'models', label: 'Choose a model…', act: selector.open }] : []),
    ...(selector
      ? [{ id: 'write', label: 'Write a message', act: () => document.getElementById(COMPOSER_ID)?.focus() }]
      : []),
    { id: 'usage', label: 'Usage', detail: 'Tokens, cost and times', act: () => go('/usage') },
    { id: 'reference', label: 'API reference', act: () => go('/api-reference') },
    { id: 'settings', label: 'Settings', act: () => go('/settings') },
    { id: 'shortcuts', label: 'Keyboard shortcuts', act: onShortcuts },
  ]
  const isTyped = query.trim() !== ''
  const groups: CommandGroup[] = [
    { label: 'Actions', commands: matching(actions, query) },
    {
      label: isTyped ? 'Chats' : 'Recent chats',
      commands: chatCommands((found?.chats ?? recent).slice(0, MOST_CHATS), go),
    },
    { label: 'Models', commands: isTyped ? matching(modelCommands(selector), query) : [] },
  ].filter(({ commands }) => commands.length > 0)
  const byId = new Map(groups.flatMap(({ commands }) => commands).map((command) => [command.id, command]))

  const { field, option } = useActiveOption({
    values: [...byId.keys()],
    onChoose: (id) => {
      onClose()
      // After the dialog has given the focus back, so that an action may move it.
      setTimeout(() => byId.get(id)?.act())
    },
  })

  return (
    <Modal label="Commands" className={styles.palette} onClose={onClose}>
      <ModalHead onClose={onClose}>
        <Search size={18} aria-hidden="true" />
        <input
          {...field}
          type="text"
          aria-label="Search chats, models and commands"
          aria-controls={listId}
          placeholder="Search chats, models and commands"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </ModalHead>
      <div id={listId} role="listbox" aria-label="Results" tabIndex={-1} className={styles.list}>
        {groups.map(({ label, commands }) => (
          <fieldset key={label} className={styles.group} aria-label={label}>
            <div className={styles.label} aria-hidden="true">
              {label}
            </div>
            {commands.map((command) => {
              const props = option(command.id)
              return (
                <div
                  key={command.id}
                  {...props}
                  role="option"
                  tabIndex={-1}
                  aria-selected={props['data-active']}
                  className={styles.option}
                >
                  <span className={styles.name}>{command.label}</span>
                  {command.detail && <span className={styles.detail}>{command.detail}</span>}
                </div>
              )
            })}
          </fieldset>
        ))}
      </div>
      <p role="status" className={groups.length > 0 ? 'visually-hidden' : styles.nothing}>
        {groups.length === 0 && (isSearching ? 'Searching…' : 'Nothing is found by these words.')}
      </p>
    </Modal>
  )
}
