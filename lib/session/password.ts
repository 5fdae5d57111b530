import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { processWide } from '../process-wide.ts'
import { createTurnQueue } from './turn-queue.ts'

/** Cost of scrypt: 2^logN blocks of 128·r bytes, p times over. */
type Cost = { logN: number; r: number; p: number }
type StoredPassword = { cost: Cost; salt: Buffer; key: Buffer }

/** One of the equal choices of OWASP's Password Storage Cheat Sheet for scrypt; 32 MiB and some 180 ms for each. */
const cost: Cost = { logN: 15, r: 8, p: 3 }
const SALT_BYTES = 16
const KEY_BYTES = 32

/** Two at a time hold 64 MiB and leave the other two threads of libuv's four to files and name lookups. */
const inTurn = processWide('password-turns', () => createTurnQueue({ atOnce: 2, waiting: 256 }))

function deriveKey(password: string, salt: Buffer, { logN, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r }
  // The same characters may come composed or decomposed, depending on the keyboard (NIST SP 800-63B).
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/u, '')

/** In the form of the password hashing competition, which carries its cost, so that the cost can be raised later. */
const format = ({ cost: { logN, r, p }, salt, key }: StoredPassword) =>
  `$scrypt$ln=${logN},r=${r},p=${p}$${base64(salt)}$${base64(key)}`

const storedForm =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,})\$([A-Za-z0-9+/]{43})$/u

function parse(stored: string): StoredPassword {
  const [, logN, r, p, salt = '', key = ''] = storedForm.exec(stored) ?? []
  if (!logN || Number(logN) > 20) throw new Error('A stored password hash is not in a form that we know')
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  }
}

/** No password has this key; checking against it costs what checking a real one costs. */
const nobody = format({ cost, salt: Buffer.alloc(SALT_BYTES), key: Buffer.alloc(KEY_BYTES) })

/**
 * A hash to store, with a salt of its own.
 * @throws AppError rate_limited when too many wait for theirs.
 */
export function hashPassword(password: string): Promise<string> {
  return inTurn(async () => {
    const salt = randomBytes(SALT_BYTES)
    return format({ cost, salt, key: await deriveKey(password, salt, cost) })
  })
}

/**
 * Whether a password is the one that was hashed; without a hash (an unknown account) false, after the same work.
 * `whenDue` is awaited when its turn has come: what it throws refuses, so that a limit holds for those, too, who came
 * while many waited.
 * @throws AppError rate_limited when too many wait; Error when the stored hash is malformed.
 */
export function verifyPassword(
  password: string,
  stored: string | null,
  whenDue: () => Promise<void> = async () => {},
): Promise<boolean> {
  return inTurn(async () => {
    await whenDue()
    const expected = parse(stored ?? nobody)
    return timingSafeEqual(await deriveKey(password, expected.salt, expected.cost), expected.key)
  })
}
