import styles from './brand.module.css'

/** The trident, drawn with the current colour. `size` in CSS pixels. */
export function Trident({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
        <path d="M16 4v24M6.5 7.5V11a9.5 9.5 0 0 0 19 0V7.5M11.5 25h9" />
        <path d="m13 7 3-3 3 3M4 10l2.5-2.5L9 10M23 10l2.5-2.5L28 10" />
      </g>
    </svg>
  )
}

/** The name with its mark. */
export function Brand() {
  return (
    <span className={styles.brand}>
      <span className={styles.mark}>
        <Trident size={20} />
      </span>
      Neptun
    </span>
  )
}
