import type { ModelChoice } from './model-choice.ts'

/** The selector of the page that is shown, for those who choose from elsewhere: the command palette. */
export type CurrentSelector = {
  choice: ModelChoice
  value: string
  choose: (model: string) => void
  open: () => void
}

let current: CurrentSelector | null = null

/** The selector of the open page; null on a page without one. */
export const currentSelector = () => current

/** Tells which selector the page shows; gives what takes it back. */
export function announceSelector(selector: CurrentSelector): () => void {
  current = selector
  return () => {
    if (current === selector) current = null
  }
}
