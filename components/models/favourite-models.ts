import { useStoredText, writeStored } from '../ui/stored-text.ts'

const KEY = 'neptun-favourite-models'

/** The favourites of this browser, and a function that adds a model to them or takes it out. */
export function useFavourites(): [favourites: readonly string[], toggle: (model: string) => void] {
  const favourites = (useStoredText(KEY) ?? '').split('\n').filter(Boolean)
  const toggle = (model: string) => {
    const next = favourites.includes(model) ? favourites.filter((id) => id !== model) : [...favourites, model]
    writeStored(KEY, next.join('\n'))
  }
  return [favourites, toggle]
}
