'use client'

import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

const PAGE = 8

type Options = {
  /** The values of the options, in the order in which they are shown. */
  values: readonly string[]
  /** Active at first. */
  initial?: string | undefined
  onChoose: (value: string) => void
}

/** What an option needs besides its role and its text. */
export type OptionProps = {
  id: string
  'data-active': boolean
  onPointerMove: () => void
  onClick: () => void
}

/** The keyboard of a combobox with a list: arrows, page keys, Enter; the focus stays in the field. */
export function useActiveOption({ values, initial, onChoose }: Options) {
  const [wanted, setActive] = useState(initial)
  const active = wanted !== undefined && values.includes(wanted) ? wanted : values[0]
  const idOf = (value: string) => `option-${value.replace(/[^\w-]/gu, '_')}`
  const activeId = active === undefined ? undefined : idOf(active)
  const isMovedByKey = useRef(true)

  useEffect(() => {
    // Under a moving pointer the list must not move as well.
    if (activeId && isMovedByKey.current)
      document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const at = active === undefined ? -1 : values.indexOf(active)
    const last = values.length - 1
    if (event.key === 'Enter') {
      event.preventDefault()
      if (active !== undefined) onChoose(active)
      return
    }
    const goal = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + PAGE),
      PageUp: Math.max(0, at - PAGE),
    }[event.key]
    if (goal === undefined) return
    event.preventDefault()
    isMovedByKey.current = true
    setActive(values[goal])
  }

  return {
    active,
    activate: setActive,
    /** For the field. */
    field: {
      role: 'combobox' as const,
      'aria-expanded': true,
      'aria-autocomplete': 'list' as const,
      'aria-activedescendant': activeId,
      onKeyDown,
    },
    /** For each option. */
    option: (value: string): OptionProps => ({
      id: idOf(value),
      'data-active': value === active,
      onPointerMove: () => {
        if (value === active) return
        isMovedByKey.current = false
        setActive(value)
      },
      onClick: () => {
        setActive(value)
        onChoose(value)
      },
    }),
  }
}
