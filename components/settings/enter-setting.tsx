'use client'

import { useEnterBreaks } from '../chat/composer-enter.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import styles from './enter-setting.module.css'

/** What Enter does while one writes; remembered by this browser. */
export function EnterSetting() {
  const [breaks, setBreaks] = useEnterBreaks()
  const isHydrated = useHydrated()
  return (
    <fieldset className={styles.choices} disabled={!isHydrated}>
      <legend className="visually-hidden">What Enter does</legend>
      <label>
        <input type="radio" name="enter" checked={!breaks} onChange={() => setBreaks(false)} />
        Enter sends, Shift+Enter starts a new line
      </label>
      <label>
        <input type="radio" name="enter" checked={breaks} onChange={() => setBreaks(true)} />
        Enter starts a new line, Shift+Enter sends
      </label>
    </fieldset>
  )
}
