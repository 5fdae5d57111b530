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

/** What a message id given by a caller may look like: 1 to 128 of these characters (api.md section 1). */
export const messageIdPattern = /^[A-Za-z0-9_-]{1,128}$/

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

const randomHex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

/** A fresh message id. */
export const newMessageId = () => toMessageId(`msg_${randomHex(12)}`)
/** A fresh generation id. */
export const newGenerationId = () => toGenerationId(`gen_${randomHex(12)}`)
/** A fresh session id of 192 random bits. */
export const newSessionId = () => toSessionId(`ses_${randomHex(24)}`)
/** A fresh request id. */
export const newRequestId = () => `req_${randomHex(12)}`
