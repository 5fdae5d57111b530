import type { ModelChoice } from './model-choice.ts'

export type ModelGroup = { label: string; ids: string[] }

/**
 * The models that match every word, as the selector shows them: favourites first, then by publisher, those with a
 * model that can be used before the others.
 */
export function groupModels(
  { models }: ModelChoice,
  query: string,
  favourites: readonly string[],
): ModelGroup[] {
  const wanted = query.toLowerCase().split(/\s+/u).filter(Boolean)
  const matching = Object.entries(models).filter(([, { words }]) =>
    wanted.every((word) => words.includes(word)),
  )
  const byPublisher = Map.groupBy(
    matching.filter(([id]) => !favourites.includes(id)),
    ([, { publisher }]) => publisher,
  )
  const publishers = [...byPublisher].toSorted(
    ([, a], [, b]) =>
      Number(b.some(([, { available }]) => available)) - Number(a.some(([, { available }]) => available)),
  )
  return [
    { label: 'Favourites', ids: matching.map(([id]) => id).filter((id) => favourites.includes(id)) },
    ...publishers.map(([label, own]) => ({ label, ids: own.map(([id]) => id) })),
  ].filter(({ ids }) => ids.length > 0)
}
