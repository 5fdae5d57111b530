import { z } from 'zod'
import { findModel } from '../models/catalog.ts'

const NAME_CHARACTERS = 100

const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant in ISO 8601, such as 2030-01-31T12:00:00Z' })
  .transform((text) => Date.parse(text))
  .refine((at) => at > Date.now(), { error: 'must be in the future' })
const modelId = z
  .string()
  .refine((id) => findModel(id) !== undefined, { error: 'is not a model of this server' })

/**
 * The body of POST /api/keys. `expiresAt` becomes Unix milliseconds, null: never; `models` null: all. Strict: a misspelt
 * field would make a key that may do more than was meant.
 */
export const newApiKeyBody = z.strictObject({
  name: z
    .string()
    .transform((value) => value.trim())
    .refine((value) => value.length > 0, { error: 'must not be empty' })
    .refine((value) => value.length <= NAME_CHARACTERS, {
      error: `must have at most ${NAME_CHARACTERS} characters`,
    }),
  expiresAt: instant.nullish().transform((at) => at ?? null),
  models: z
    .array(modelId)
    .min(1, { error: 'must name at least one model, or be left out for all' })
    .max(100)
    .nullish()
    .transform((ids) => (ids ? [...new Set(ids)] : null)),
})
