import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/process/root.ts'
import { faultMatrix } from '../contract/faults/fault-matrix.ts'
import { type Entry, moments } from '../contract/faults/table/cell.ts'
import { faultTable } from '../contract/faults/table/table.ts'
import { faults, readFault } from '../upstream/faults.ts'

/** Every fault that a line of the matrix asks for. */
const faultsOf = (plays: Entry['plays']) =>
  moments.flatMap((moment) => {
    const played = plays[moment]
    return 'faults' in played ? played.faults : []
  })

describe('the table of faults', () => {
  test('has every fault of the demo upstream, and no other', () => {
    expect(new Set(faultTable.map(({ fault }) => fault))).toEqual(new Set(faults.keys()))
  })

  test.each([...faults.keys()])('plays %s, and nothing that the demo upstream does not know', (name) => {
    const written = faultTable.filter(({ fault }) => fault === name).flatMap(({ plays }) => faultsOf(plays))
    expect(written.some((one) => one.split(' ')[0] === name)).toBe(true)
    expect(written.filter((one) => readFault(one) === null)).toEqual([])
  })

  test('docs/fault-matrix.md is up to date (node tests/contract/faults/write-fault-matrix.ts)', () => {
    expect(readFileSync(join(root, 'docs/fault-matrix.md'), 'utf8')).toBe(faultMatrix())
  })
})
