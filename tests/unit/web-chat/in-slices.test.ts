import { expect, test } from 'vitest'
import { inSlices } from '../../../components/chat/in-slices.ts'

test('a large piece goes on in slices, with room for other tasks between them', async () => {
  const bytes = Uint8Array.from({ length: 10_500 }, (_, at) => at % 251)
  let tasks = 0
  let isOver = false
  const other = () => {
    tasks += 1
    if (!isOver) setImmediate(other)
  }
  setImmediate(other)
  const slices: Uint8Array[] = []
  const seenTasks = new Set<number>()
  for await (const slice of new Response(bytes).body?.pipeThrough(inSlices(1000)) ?? []) {
    slices.push(slice)
    seenTasks.add(tasks)
  }
  isOver = true
  expect(slices.map(({ byteLength }) => byteLength)).toEqual([...Array(10).fill(1000), 500])
  expect(Buffer.concat(slices).equals(bytes)).toBe(true)
  expect(seenTasks.size).toBeGreaterThan(3)
})
