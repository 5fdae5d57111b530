import type { ChatId, GenerationId, UserId } from '../../domain/ids.ts'

/**
 * The names of all keys. What belongs to a user stands below the user's id and a chat's messages below the chat's:
 * no operation ever looks for keys by pattern. `ownerRunning` and the like are hashes from a generation's id.
 */
export const keys = {
  userIds: 'neptun:users:ids',
  userCount: 'neptun:users:count',
  /** String: the id of the user with an email. */
  email: (email: string) => `neptun:email:${email}`,
  /** Hash: email, passwordHash, createdAt, lastModel. */
  user: (owner: UserId) => `neptun:user:${owner}`,
  /** Sorted set: session ids by their end. */
  sessions: (owner: UserId) => `neptun:user:${owner}:sessions`,

  /** Hash: owner, id, expiresAt, models, lastUsedAt of the API key with a hash. */
  apiKey: (hash: string) => `neptun:apikey:${hash}`,
  /** Hash: of each API key of a user, by id, JSON with its hash; and `used:{id}`, its last use. */
  apiKeys: (owner: UserId) => `neptun:user:${owner}:apikeys`,

  chatIds: 'neptun:chats:ids',
  /** Hash: `{chat}.{field}` of every chat (lua-chat.ts); a chat without `createdAt` does not exist. */
  chats: (owner: UserId) => `neptun:user:${owner}:chats`,
  /** Sorted set, lexicographic: `{updatedAt}:{chat}`, both with 16 digits, of the chats that are not in the trash. */
  activity: (owner: UserId) => `neptun:user:${owner}:activity`,
  /** Sorted set: chats in the trash by the instant they were put there. */
  trash: (owner: UserId) => `neptun:user:${owner}:trash`,
  /** Sorted set, lexicographic: the words of all chats (lua-search.ts). */
  postings: (owner: UserId) => `neptun:user:${owner}:postings`,

  /** Sorted set: message ids in the order of storing. */
  order: (chat: ChatId) => `neptun:chat:${chat}:order`,
  /** Hash: the parts of every message (lua-message.ts). */
  messages: (chat: ChatId) => `neptun:chat:${chat}:messages`,
  /** Sorted set: the chat's running generations in the order of their replies. */
  chatRunning: (chat: ChatId) => `neptun:chat:${chat}:running`,

  /** Hash: the chat of each running generation of a user. */
  ownerRunning: (owner: UserId) => `neptun:user:${owner}:running`,
  /** Hash: the chat of every generation of a user, ended ones too. */
  ownerGenerations: (owner: UserId) => `neptun:user:${owner}:generations`,
  /** Set: generations that are asked to stop. */
  stops: (owner: UserId) => `neptun:user:${owner}:stops`,
  /** Sorted set: `{owner}:{chat}:{generation}` of all that run, by heartbeat. */
  heartbeats: 'neptun:generations:heartbeats',
  /** Sorted set: the logged pieces by position, each `{end} {type} {JSON of the text}`. */
  log: (generation: GenerationId) => `neptun:generation:${generation}:log`,
  /** String: what the receipt of a running generation knows so far, as JSON. */
  opening: (generation: GenerationId) => `neptun:generation:${generation}:opening`,

  /** Hash: the recorded turn of each id, as JSON, and how many there ever were at `#` (lua-usage.ts). */
  usageTurns: (owner: UserId) => `neptun:user:${owner}:usage:turns`,
  /** Sorted set: ids of turns in the order of recording. */
  usageOrder: (owner: UserId) => `neptun:user:${owner}:usage:order`,
  /** Hash: the sums of each cell `{day}|{model}|{provider}|{key}`, as a list in JSON. */
  usageCells: (owner: UserId) => `neptun:user:${owner}:usage:cells`,
  /** Sorted set, lexicographic: the cells. */
  usageIndex: (owner: UserId) => `neptun:user:${owner}:usage:index`,
  /** Hash: turns, turnsEndAt, tokens, tokensEndAt of a user or an API key. */
  limitUse: (subject: string) => `neptun:limits:${subject}`,
  /** Hash: `{end}:{tokens}` of each reply being written for a user or an API key. */
  leases: (subject: string) => `neptun:leases:${subject}`,

  /** Hash: count, resetAt. */
  counter: (key: string) => `neptun:counter:${key}`,
  checked: 'neptun:checked',
}
