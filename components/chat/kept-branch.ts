import { readStored, writeStored } from '../ui/stored-text.ts'

const keyOf = (chatId: number) => `neptun:branch:${chatId}`

/** The last message of the branch that a person chose in a chat; null: the newest one is shown. */
export const readKeptBranch = (chatId: number): string | null => readStored(keyOf(chatId))

/** Remembers in this browser which branch of a chat is shown; null: the newest one again. */
export const keepBranch = (chatId: number, last: string | null): void => void writeStored(keyOf(chatId), last)
