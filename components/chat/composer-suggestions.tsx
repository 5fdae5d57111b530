'use client'

import { useHydrated } from '../ui/use-hydrated.ts'
import { requestText } from './composer-request.ts'
import styles from './composer-suggestions.module.css'

type Suggestion = { title: string; text: string }

/** Beginnings that one can take over and change. */
export function ComposerSuggestions({ suggestions }: { suggestions: readonly Suggestion[] }) {
  const isHydrated = useHydrated()
  return (
    <ul className={styles.suggestions} aria-label="Suggestions">
      {suggestions.map(({ title, text }) => (
        <li key={title}>
          <button type="button" disabled={!isHydrated} onClick={() => requestText(text)}>
            <strong>{title}</strong>
            <span>{text}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
