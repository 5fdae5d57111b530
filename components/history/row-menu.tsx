'use client'

import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import styles from './row-menu.module.css'

type Item = { label: string; act: () => void; isDangerous?: boolean }
type RowMenuProps = { name: string; glyph: ReactNode; className: string | undefined; items: Item[] }

const GAP_PX = 4

/** A menu in a popover: arrow keys, Home and End move in it, Escape and a press elsewhere close it. */
export function RowMenu({ name, glyph, className, items }: RowMenuProps) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const entries = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]

  useLayoutEffect(() => {
    if (!isOpen) return
    const at = button.current?.getBoundingClientRect()
    const box = menu.current
    if (!at || !box) return
    const below = at.bottom + GAP_PX
    const fitsBelow = below + box.offsetHeight < window.innerHeight
    box.style.top = `${fitsBelow ? below : at.top - GAP_PX - box.offsetHeight}px`
    box.style.left = `${Math.max(GAP_PX, Math.min(at.left, window.innerWidth - box.offsetWidth - GAP_PX))}px`
    box.querySelector<HTMLElement>('[role=menuitem]')?.focus()
  }, [isOpen])

  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries()
    const at = all.findIndex((entry) => entry.matches(':focus'))
    const goal = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key]
    if (event.key === 'Tab') menu.current?.hidePopover()
    if (goal === undefined) return
    event.preventDefault()
    all[goal]?.focus()
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={`Actions for ${name}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        popoverTarget={id}
      >
        {glyph}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={`Actions for ${name}`}
        className={styles.menu}
        onKeyDown={onKeyDown}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen &&
          items.map(({ label, act, isDangerous }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              data-dangerous={isDangerous}
              onClick={() => {
                menu.current?.hidePopover()
                act()
              }}
            >
              {label}
            </button>
          ))}
      </div>
    </>
  )
}
