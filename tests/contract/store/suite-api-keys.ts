import { expect, test } from 'vitest'
import { LAST_USE_EVERY_MS, MOST_API_KEYS } from '../../../lib/domain/api-key.ts'
import { newKeyId } from '../../../lib/domain/ids.ts'
import { hashOfKey, newApiKey } from '../../../lib/session/api-key.ts'
import type { NewApiKey } from '../../../lib/store/contract.ts'
import { MINUTE_MS, NOON, newUser, type OpenStore, storeOfEachTest } from './fixture.ts'

const aKey = (changes: Partial<NewApiKey> = {}): NewApiKey => {
  const { prefix, hash } = newApiKey()
  return {
    id: newKeyId(),
    hash,
    name: 'laptop',
    prefix,
    models: null,
    expiresAt: null,
    now: NOON,
    ...changes,
  }
}

export function describeApiKeys(open: OpenStore): void {
  const at = storeOfEachTest(open)

  test('a key is found by its hash, and listed as its owner sees it, the newest first', async () => {
    const { apiKeys } = at.store
    const owner = await newUser(at.store)
    const models = ['qwen/Qwen2.5-72B-Instruct']
    const first = aKey({ name: 'ünï "x"', models, expiresAt: NOON + MINUTE_MS })
    const second = aKey({ now: NOON + 1 })
    const shown = await apiKeys.create(owner, first)
    expect(shown).toEqual({
      id: first.id,
      name: 'ünï "x"',
      prefix: first.prefix,
      createdAt: new Date(NOON).toISOString(),
      lastUsedAt: null,
      expiresAt: new Date(NOON + MINUTE_MS).toISOString(),
      models,
    })
    const other = await apiKeys.create(owner, second)
    expect(await apiKeys.list(owner)).toEqual([other, shown])
    expect(await apiKeys.find(first.hash, NOON)).toEqual({ owner, id: first.id, models, lastUsedAt: null })
    expect(await apiKeys.find(second.hash, NOON)).toMatchObject({ id: second.id, models: null })
    expect(await apiKeys.find(hashOfKey('npt_x'), NOON)).toBeNull()
  })

  test('a key is worth nothing from the instant on at which it expires, but stays listed', async () => {
    const { apiKeys } = at.store
    const owner = await newUser(at.store)
    const key = aKey({ expiresAt: NOON + MINUTE_MS })
    await apiKeys.create(owner, key)
    expect(await apiKeys.find(key.hash, NOON + MINUTE_MS - 1)).not.toBeNull()
    expect(await apiKeys.find(key.hash, NOON + MINUTE_MS)).toBeNull()
    expect(await apiKeys.list(owner)).toHaveLength(1)
  })

  test('a key is revoked by its owner alone, for good', async () => {
    const { apiKeys } = at.store
    const [owner, stranger] = [await newUser(at.store), await newUser(at.store)]
    const key = aKey()
    await apiKeys.create(owner, key)
    expect(await apiKeys.list(stranger)).toEqual([])
    expect(await apiKeys.revoke(stranger, key.id)).toBe(false)
    expect(await apiKeys.find(key.hash, NOON)).not.toBeNull()
    expect(await apiKeys.revoke(owner, key.id)).toBe(true)
    expect(await apiKeys.revoke(owner, key.id)).toBe(false)
    await apiKeys.touch(owner, key.hash, NOON)
    expect(await apiKeys.find(key.hash, NOON)).toBeNull()
    expect(await apiKeys.list(owner)).toEqual([])
  })

  test('a last use is written once in a minute', async () => {
    const { apiKeys } = at.store
    const [owner, stranger] = [await newUser(at.store), await newUser(at.store)]
    const key = aKey()
    await apiKeys.create(owner, key)
    const lastUsed = async () => {
      const [shown] = await apiKeys.list(owner)
      const known = await apiKeys.find(key.hash, NOON)
      expect(shown?.lastUsedAt ?? null).toBe(
        known?.lastUsedAt ? new Date(known.lastUsedAt).toISOString() : null,
      )
      return known?.lastUsedAt
    }
    await apiKeys.touch(stranger, key.hash, NOON)
    expect(await lastUsed()).toBeNull()
    await apiKeys.touch(owner, key.hash, NOON)
    expect(await lastUsed()).toBe(NOON)
    await apiKeys.touch(owner, key.hash, NOON + LAST_USE_EVERY_MS - 1)
    expect(await lastUsed()).toBe(NOON)
    await apiKeys.touch(owner, key.hash, NOON + LAST_USE_EVERY_MS)
    expect(await lastUsed()).toBe(NOON + LAST_USE_EVERY_MS)
  })

  test('an owner has at most so many, made at once too, and a used one counts once', async () => {
    const { apiKeys } = at.store
    const owner = await newUser(at.store)
    const other = await at.reopen()
    const used = aKey()
    await apiKeys.create(owner, used)
    await apiKeys.touch(owner, used.hash, NOON)
    const more = Array.from({ length: MOST_API_KEYS + 4 }, (_, index) =>
      (index % 2 ? other : at.store).apiKeys.create(owner, aKey()),
    )
    expect((await Promise.all(more)).filter((key) => key !== null)).toHaveLength(MOST_API_KEYS - 1)
    expect(await apiKeys.list(owner)).toHaveLength(MOST_API_KEYS)
    await apiKeys.revoke(owner, used.id)
    expect(await apiKeys.create(owner, aKey())).not.toBeNull()
  })
}
