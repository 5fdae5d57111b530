import { afterEach, beforeEach } from 'vitest'
import type { Store } from '../../../lib/store/contract.ts'

export * from './turns.ts'

/** A store with nothing in it; `reopen` gives another instance on the same data. */
export type OpenedStore = { store: Store; reopen(): Promise<Store>; dispose(): Promise<void> }
export type OpenStore = () => Promise<OpenedStore>

/** Opens a store before each test and disposes of it afterwards. */
export function storeOfEachTest(open: OpenStore): { readonly store: Store; reopen(): Promise<Store> } {
  let opened: OpenedStore | undefined
  const current = () => {
    if (!opened) throw new Error('no store is open outside a test')
    return opened
  }
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(() => current().dispose())
  return {
    get store() {
      return current().store
    },
    reopen: () => current().reopen(),
  }
}
