import { expect, test } from 'vitest'
import { wantedBy } from '../../../components/palette/shortcuts.ts'

const press = (key: string, held: Partial<Parameters<typeof wantedBy>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  ...held,
})

test.each([
  ['Ctrl+K', press('k', { ctrlKey: true }), true, 'palette'],
  ['⌘K', press('k', { metaKey: true }), true, 'palette'],
  ['Ctrl+/', press('/', { ctrlKey: true }), true, 'shortcuts'],
  ['? on the page', press('?', { shiftKey: true }), false, 'shortcuts'],
  ['? in a text', press('?', { shiftKey: true }), true, null],
  ['Ctrl+Shift+O', press('O', { ctrlKey: true, shiftKey: true }), true, 'new-chat'],
  ['a plain k', press('k'), false, null],
  ['Ctrl+Alt+K', press('k', { ctrlKey: true, altKey: true }), false, null],
  ['a key of an input method', press('k', { ctrlKey: true, isComposing: true }), false, null],
])('%s', (_name, event, isWriting, wanted) => {
  expect(wantedBy(event, isWriting)).toBe(wanted)
})
