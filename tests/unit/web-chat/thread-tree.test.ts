import { describe, expect, test } from 'vitest'
import { fromStored } from '../../../components/chat/chat-message.ts'
import { ThreadTree } from '../../../components/chat/thread-tree.ts'
import { own, receipt, stored } from './messages.ts'

const ids = (messages: readonly { id: string }[]) => messages.map(({ id }) => id)

/** One question with two replies, the first of which was gone on with; and the question in other words. */
function grown(): ThreadTree {
  const tree = new ThreadTree()
  tree.add(
    [
      stored({ id: 'q1', role: 'user' }),
      stored({ id: 'a1', parentId: 'q1' }),
      stored({ id: 'q2', parentId: 'a1', role: 'user' }),
      stored({ id: 'a2', parentId: 'q2' }),
      stored({ id: 'a1b', parentId: 'q1' }),
      stored({ id: 'q1b', role: 'user' }),
    ].map(fromStored),
  )
  return tree
}

describe('the branches of a conversation', () => {
  test('versions stand in one place, oldest first', () => {
    const tree = grown()
    expect(tree.versionsOf('a1b')).toEqual(['a1', 'a1b'])
    expect(tree.versionsOf('q1')).toEqual(['q1', 'q1b'])
    expect(tree.versionsOf('q2')).toEqual(['q2'])
    expect(tree.versionsOf('nobody')).toEqual(['nobody'])
  })

  test('a branch goes on to its newest message', () => {
    const tree = grown()
    expect(tree.newestBelow('a1')).toBe('a2')
    expect(tree.newestBelow('a1b')).toBe('a1b')
    expect(tree.newestBelow('q1')).toBe('a1b')
    expect(ids(tree.branchOf('a2'))).toEqual(['q1', 'a1', 'q2', 'a2'])
    expect(tree.branchOf('nobody')).toEqual([])
  })

  test('what is shown and replaced can be shown again', () => {
    const tree = new ThreadTree()
    const question = own({ id: 'q', role: 'user', text: 'Why?' })
    const first = own({ id: 'a', text: 'So', metadata: { receipt } })
    tree.addBranch([question, first])
    tree.addBranch([question, own({ id: 'b', text: 'Or so', metadata: { receipt } })])
    expect(tree.versionsOf('b')).toEqual(['a', 'b'])
    expect(tree.branchOf('a')[1]).toBe(first)
  })

  test('what the store knows of a finished reply does not replace what is drawn', () => {
    const tree = new ThreadTree()
    const question = own({ id: 'q', role: 'user', text: 'Why?' })
    const reply = own({ id: 'a', text: 'So', metadata: { receipt } })
    tree.addBranch([question, reply])
    tree.add([stored({ id: 'q', role: 'user' }), stored({ id: 'a', parentId: 'q' })].map(fromStored))
    expect(tree.branchOf('a')).toEqual([question, reply])
  })
})
