import { scryptSync } from 'node:crypto'

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/u, '')

/** A stored hash of little cost, as an earlier version may have made it, derived by scrypt itself. */
export function cheapHash(password: string, logN = 4): string {
  const salt = Buffer.alloc(16, 7)
  const key = scryptSync(password, salt, 32, { N: 2 ** logN, r: 8, p: 1 })
  return `$scrypt$ln=${logN},r=8,p=1$${base64(salt)}$${base64(key)}`
}
