import type { Chat } from '@/lib/domain/chat.ts'
import type { CurrentSelector } from '../models/current-selector.ts'

/** One line of the palette. `id` is unique among all lines. */
export type Command = { id: string; label: string; detail?: string; act: () => void }
export type CommandGroup = { label: string; commands: Command[] }

/** The commands whose words all begin with, or hold, what was typed. */
export function matching(commands: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  return commands.filter(({ label, detail = '' }) =>
    words.every((word) => `${label} ${detail}`.toLowerCase().includes(word)),
  )
}

/** The chats as commands; they were searched by the server, which also knows their text. */
export const chatCommands = (chats: readonly Chat[], go: (path: string) => void): Command[] =>
  chats.map(({ id, name }) => ({ id: `chat-${id}`, label: name, act: () => go(`/chats/${id}`) }))

/** The models of the open page that can be used, as commands. */
export function modelCommands(selector: CurrentSelector | null): Command[] {
  if (!selector) return []
  return Object.entries(selector.choice.models)
    .filter(([, { available }]) => available)
    .map(([id, { name, publisher }]) => ({
      id: `model-${id}`,
      label: `Use ${name}`,
      detail: id === selector.value ? `${publisher} · in use` : publisher,
      act: () => selector.choose(id),
    }))
}
