import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grouped } from '../../../components/ui/grouped.ts'

test('whole numbers are grouped as English groups them', () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (value) => {
      expect(grouped(value)).toBe(value.toLocaleString('en'))
    }),
  )
})
