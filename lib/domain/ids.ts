declare const kind: unique symbol

/** Positive integer naming a user. */
export type UserId = number & { readonly [kind]: 'user' }
/** Positive integer naming a chat. */
export type ChatId = number & { readonly [kind]: 'chat' }
/** String naming a message, unique within its chat. */
export type MessageId = string & { readonly [kind]: 'message' }
/** String naming one reply being written, unique everywhere. */
export type GenerationId = string & { readonly [kind]: 'generation' }
/** String naming one signed-in session, unique everywhere and not guessable. */
export type SessionId = string & { readonly [kind]: 'session' }
/** String naming an API key, unique everywhere; it opens nothing. */
export type KeyId = string & { readonly [kind]: 'key' }

/** What a message id given by a caller may look like: 1 to 128 of these characters (api.md section 1). */
export const messageIdPattern = /^[A-Za-z0-9_-]{1,128}$/

/** What an id of an API key looks like. */
export const keyIdPattern = /^key_[0-9a-f]{24}$/

/** Marks an already checked number as a user id. */
export const toUserId = (value: number) => value as UserId
/** Marks an already checked number as a chat id. */
export const toChatId = (value: number) => value as ChatId
/** Marks an already checked string as a message id. */
export const toMessageId = (value: string) => value as MessageId
/** Marks an already checked string as a generation id. */
export const toGenerationId = (value: string) => value as GenerationId
/** Marks an already checked string as a session id. */
export const toSessionId = (value: string) => value as SessionId
/** Marks an already checked string as the id of an API key. */
export const toKeyId = (value: string) => value as KeyId

/** Random bytes are fetched many at a time: asking the system costs more than what one id needs of them. */
const pool = new Uint8Array(4096)
let used = pool.length

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  let hex = ''
  for (const byte of pool.subarray(used, used + bytes)) hex += hexOf[byte]
  // No byte serves twice, nor stays where it could be read again.
  pool.fill(0, used, used + bytes)
  used += bytes
  return hex
}

/** A fresh message id. */
export const newMessageId = () => toMessageId(`msg_${randomHex(12)}`)
/** A fresh generation id. */
export const newGenerationId = () => toGenerationId(`gen_${randomHex(12)}`)
/** A fresh session id of 192 random bits. */
export const newSessionId = () => toSessionId(`ses_${randomHex(24)}`)
/** A fresh id of an API key. */
export const newKeyId = () => toKeyId(`key_${randomHex(12)}`)
/** A fresh request id. */
export const newRequestId = () => `req_${randomHex(12)}`
