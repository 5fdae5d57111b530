import { AppError } from '../domain/errors.ts'
import type { KeyId, UserId } from '../domain/ids.ts'
import type { SessionCaller } from './session.ts'

/** Who sends a request with an API key, checked against the store. */
export type KeyCaller = {
  via: 'key'
  userId: UserId
  keyId: KeyId
  /** Ids of the models that the key may ask; null: all. */
  models: readonly string[] | null
}

/** Who sends a request, checked against the store. */
export type Caller = SessionCaller | KeyCaller

/** The id of the key that a caller came with, or null. */
export const keyIdOf = (caller: Caller): KeyId | null => (caller.via === 'key' ? caller.keyId : null)

/** Whether a caller may ask a model: a key may be made for some alone. */
export const mayAsk = (caller: Caller, modelId: string): boolean =>
  caller.via === 'session' || caller.models === null || caller.models.includes(modelId)

/** @throws AppError forbidden when the caller's key is not for this model. */
export function requireMayAsk(caller: Caller, modelId: string): void {
  if (!mayAsk(caller, modelId))
    throw new AppError('forbidden', `This API key is not for the model ${modelId}.`)
}
