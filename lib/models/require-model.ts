import { AppError } from '../domain/errors.ts'
import { type CatalogEntry, findModel } from './catalog.ts'
import { suggestModels } from './suggest.ts'

/** More of an id that a caller made up is no help. */
const ID_CHARACTERS = 200

/** The model of an id. @throws AppError invalid_model with up to 3 near ids. */
export function requireModel(id: string): CatalogEntry {
  const model = findModel(id)
  if (model) return model
  const suggestions = suggestModels(id)
  const hint = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : ''
  const name = JSON.stringify(id.slice(0, ID_CHARACTERS))
  throw new AppError('invalid_model', `The model ${name} does not exist here.${hint}`, {
    details: { suggestions },
  })
}
