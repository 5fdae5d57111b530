import { describe, expect, test } from 'vitest'
import { newestBranch, withStored } from '../../../components/chat/branch.ts'
import { type ChatMessage, fromStored, textOf } from '../../../components/chat/chat-message.ts'
import { own, receipt, stored } from './messages.ts'

const ids = (messages: readonly { id: string }[]) => messages.map(({ id }) => id)

describe('the branch that is shown', () => {
  test('follows the parents of the newest message and leaves earlier replies out', () => {
    const messages = [
      stored({ id: 'q1', role: 'user' }),
      stored({ id: 'a1', parentId: 'q1', status: 'failed' }),
      stored({ id: 'a1b', parentId: 'q1' }),
      stored({ id: 'q2', parentId: 'a1b', role: 'user' }),
      stored({ id: 'a2', parentId: 'q2' }),
    ]
    expect(ids(newestBranch(messages))).toEqual(['q1', 'a1b', 'q2', 'a2'])
  })

  test('ends where the parent is not on the page, and at a circle', () => {
    expect(ids(newestBranch([stored({ id: 'a9', parentId: 'q9' })]))).toEqual(['a9'])
    const circle = [stored({ id: 'x', parentId: 'y' }), stored({ id: 'y', parentId: 'x' })]
    expect(ids(newestBranch(circle))).toEqual(['x', 'y'])
    expect(newestBranch([])).toEqual([])
  })
})

describe('taking over what the store has', () => {
  const question = own({ id: 'q', role: 'user', text: 'Hello?' })
  const finished = own({ id: 'a', text: 'Hi', metadata: { receipt } })

  test('keeps the very objects of this page, so that nothing is drawn anew', () => {
    const fromStore = [stored({ id: 'q', role: 'user' }), stored({ id: 'a', parentId: 'q' })].map(fromStored)
    expect(withStored([question, finished], fromStore)).toEqual([question, finished])
    expect(withStored([question, finished], fromStore)[1]).toBe(finished)
  })

  test('takes the stored reply in place of one that was cut here', () => {
    const cut = own({ id: 'a', text: 'H' })
    const fromStore = [stored({ id: 'q', role: 'user' }), stored({ id: 'a', content: 'Hi there' })].map(
      fromStored,
    )
    expect(withStored([question, cut], fromStore).map(textOf)).toEqual(['Hello?', 'Hi there'])
  })

  test('adds the failed reply that a refused request left in the store', () => {
    const fromStore = [stored({ id: 'q', role: 'user' }), stored({ id: 'f', status: 'failed' })].map(
      fromStored,
    )
    expect(ids(withStored([question], fromStore))).toEqual(['q', 'f'])
  })

  test('keeps a question that the store never got', () => {
    const unsent = own({ id: 'q2', role: 'user', text: 'More?' })
    const fromStore = [stored({ id: 'q', role: 'user' }), stored({ id: 'a' })].map(fromStored)
    expect(ids(withStored([question, finished, unsent], fromStore))).toEqual(['q', 'a', 'q2'])
  })

  test('is not taken back by a reading that is older than the replies of this page', () => {
    const mine: ChatMessage[] = [question, finished]
    expect(withStored(mine, [stored({ id: 'q', role: 'user' })].map(fromStored))).toBe(mine)
  })
})
