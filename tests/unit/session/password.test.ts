import { describe, expect, test } from 'vitest'
import { hashPassword, verifyPassword } from '../../../lib/session/password.ts'
import { cheapHash } from './cheap-hash.ts'

describe('a hash', () => {
  test('is of its password alone, salted, and tells its cost', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/u)
    expect(one).not.toBe(two)
    expect(await verifyPassword('correct horse', one)).toBe(true)
    expect(await verifyPassword('correct horse ', one)).toBe(false)
  })

  test('of another cost still verifies', async () => {
    const old = cheapHash('correct horse')
    expect(await verifyPassword('correct horse', old)).toBe(true)
    expect(await verifyPassword('wrong horse', old)).toBe(false)
  })

  test('does not care how a keyboard composes letters', async () => {
    expect(await verifyPassword('cafe\u0301 cafe\u0301', cheapHash('caf\u00e9 caf\u00e9'))).toBe(true)
  })

  test('of nobody is not matched, also by nothing', async () => {
    expect(await verifyPassword('', null)).toBe(false)
  })

  test.each(['', 'plain text', '$scrypt$ln=40,r=8,p=1$c2FsdHNhbHRzYWx0$x', '$argon2id$v=19$m=1$a$b'])(
    'that is malformed is our fault, not a wrong password: %j',
    async (stored) => {
      await expect(verifyPassword('correct horse', stored)).rejects.toThrow('not in a form that we know')
    },
  )
})

describe('when many come at once', () => {
  test('few are worked on at a time, in order', async () => {
    const hash = cheapHash('correct horse')
    let working = 0
    let most = 0
    const order: number[] = []
    const results = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const isRight = await verifyPassword('correct horse', hash, async () => {
          order.push(index)
          working += 1
          most = Math.max(most, working)
          await new Promise((resolve) => setImmediate(resolve))
        })
        working -= 1
        return isRight
      }),
    )
    expect(results.every(Boolean)).toBe(true)
    expect(most).toBeLessThanOrEqual(4)
    expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index))
  })

  test('a refusal when the turn comes costs no work and frees the place', async () => {
    const refused = verifyPassword('x', 'never looked at', () => Promise.reject(new Error('too late')))
    await expect(refused).rejects.toThrow('too late')
    expect(await verifyPassword('correct horse', cheapHash('correct horse'))).toBe(true)
  })
})
