import { describe, expect, test } from 'vitest'
import { LAST_USE_EVERY_MS } from '../../../lib/domain/api-key.ts'
import { newKeyId, toUserId } from '../../../lib/domain/ids.ts'
import { type ApiKeyRecords, findKeyCaller, hashOfKey, newApiKey } from '../../../lib/session/api-key.ts'

const NOW = 1_000_000_000
const { key } = newApiKey()

function world(lastUsedAt: number | null, touch: ApiKeyRecords['touch']) {
  const known = { owner: toUserId(7), id: newKeyId(), models: null, lastUsedAt }
  const records: ApiKeyRecords = {
    find: async (hash) => (hash === hashOfKey(key) ? known : null),
    touch,
  }
  const kept: Promise<void>[] = []
  const faults: unknown[] = []
  const late = { keepAlive: kept.push.bind(kept), onUseNotWritten: faults.push.bind(faults) }
  return { find: () => findKeyCaller(key, records, NOW, late), kept, faults, known }
}

describe('the last use of a key', () => {
  test('is waited for by the process, not by the request', async () => {
    let written = () => {}
    const { find, kept, known } = world(null, () => new Promise((resolve) => (written = resolve)))
    expect(await find()).toMatchObject({ via: 'key', userId: known.owner, keyId: known.id })
    expect(kept).toHaveLength(1)
    written()
    await Promise.all(kept)
  })

  test('that could not be written is told, and rejects nothing', async () => {
    const fault = new Error('away')
    const { find, kept, faults } = world(null, () => Promise.reject(fault))
    expect(await find()).not.toBeNull()
    await Promise.all(kept)
    expect(faults).toEqual([fault])
  })

  test('that is written already costs nothing', async () => {
    const { find, kept } = world(NOW - LAST_USE_EVERY_MS + 1, () => Promise.reject(new Error('asked')))
    expect(await find()).not.toBeNull()
    expect(kept).toEqual([])
  })
})
