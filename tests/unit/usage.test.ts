import { describe, expect, test } from 'vitest'
import { newGenerationId } from '../../lib/domain/ids.ts'
import { firstTokenMsOf, sumsOf, type TurnUsage } from '../../lib/domain/usage.ts'
import { csvCell, toCsv } from '../../lib/usage/csv.ts'
import { daysIn, usageQuery } from '../../lib/usage/query.ts'
import { groupCells, totalOf, viewOf } from '../../lib/usage/report.ts'

const turn = (changes: Partial<TurnUsage> = {}): TurnUsage => ({
  id: newGenerationId(),
  endedAt: Date.UTC(2030, 0, 1),
  surface: 'chat',
  keyId: null,
  model: 'a/b',
  provider: 'ollama',
  upstreamModel: 'b',
  outcome: 'complete',
  errorCode: null,
  usage: null,
  costUsd: null,
  queuedMs: null,
  firstTokenMs: null,
  totalMs: null,
  ...changes,
})

describe('the times to the first token', () => {
  test('lie within their class', () => {
    const cells = [100, 300, 900, 60_000].map((firstTokenMs) => ({
      ...sumsOf(turn({ firstTokenMs })),
      day: '2030-01-01',
      model: 'a/b',
      provider: null,
      keyId: null,
    }))
    const sums = totalOf(cells)
    expect(firstTokenMsOf(sums, 0.5)).toBe(500)
    expect(firstTokenMsOf(sums, 0.25)).toBe(250)
    expect(firstTokenMsOf(sums, 1)).toBe(32_000)
    expect(viewOf(sums).firstTokenMs?.mean).toBe((100 + 300 + 900 + 60_000) / 4)
  })

  test('are unknown without any', () => {
    expect(viewOf(sumsOf(turn())).firstTokenMs).toBeNull()
  })
})

describe('a cost', () => {
  test('that is unknown is null, never 0, and counted', () => {
    expect(viewOf(sumsOf(turn()))).toMatchObject({ cost: null, unpricedTurns: 1 })
    expect(viewOf(sumsOf(turn({ costUsd: 0 })))).toMatchObject({ cost: { usd: 0 }, unpricedTurns: 0 })
  })

  test('adds up', () => {
    const cell = (model: string, costUsd: number | null) => ({
      ...sumsOf(turn({ costUsd })),
      day: '2030-01-01',
      model,
      provider: null,
      keyId: null,
    })
    const cells = [cell('a/b', 0.000_1), cell('a/b', null), cell('c/d', 0.000_2)]
    expect(viewOf(totalOf(cells))).toMatchObject({ turns: 3, cost: { usd: 0.000_3 }, unpricedTurns: 1 })
    expect(groupCells(cells, 'model').map(({ group, sums }) => [group, viewOf(sums).cost?.usd])).toEqual([
      ['a/b', 0.000_1],
      ['c/d', 0.000_2],
    ])
  })
})

describe('CSV', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['a,b', '"a,b"'],
    ['a "b"', '"a ""b"""'],
    ['a\nb', '"a\nb"'],
  ])('the text %j becomes %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })

  test('a number stays one, and what is unknown is empty', () => {
    expect(csvCell(-1.5)).toBe('-1.5')
    expect(csvCell(null)).toBe('')
    const [head, row, rest] = toCsv([turn()], []).split('\r\n')
    expect(head?.split(',')).toHaveLength(row?.split(',').length ?? 0)
    expect(row).toContain(',complete,,,,,,,,,')
    expect(rest).toBe('')
  })
})

describe('a range', () => {
  test('is the last 30 days unless told, today included', () => {
    const range = usageQuery.parse({})
    expect(daysIn(range)).toBe(30)
    expect(range.to).toBe(new Date().toISOString().slice(0, 10))
    expect(usageQuery.parse({ to: '2030-03-01' })).toMatchObject({ from: '2030-01-31', group: 'day' })
  })

  test('has at most a leap year', () => {
    expect(usageQuery.safeParse({ from: '2028-01-01', to: '2028-12-31' }).success).toBe(true)
    expect(usageQuery.safeParse({ from: '2027-12-31', to: '2028-12-31' }).success).toBe(false)
  })
})
