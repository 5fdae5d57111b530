import { createElement, Fragment, type ReactNode } from 'react'

/** Draws items that never change places, so that their place is their key. */
export const inOrder = <T>(items: readonly T[], draw: (item: T, index: number) => ReactNode): ReactNode =>
  createElement(Fragment, null, ...items.map(draw))
