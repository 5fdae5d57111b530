import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** False in the server's HTML and until the script has taken it over: what needs the script stays inert until then. */
export const useHydrated = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
