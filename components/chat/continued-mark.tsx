import CornerDownRight from 'lucide-react/icons/corner-down-right'
import styles from './message.module.css'
import { VersionSwitch } from './version-switch.tsx'

/** Stands for a question that only asked to go on: what broke off above continues below. */
export function ContinuedMark({ messageId }: { messageId: string }) {
  return (
    <div className={styles.continued}>
      <CornerDownRight size={14} aria-hidden="true" />
      <p>You asked to continue</p>
      <VersionSwitch messageId={messageId} />
    </div>
  )
}
