import type { ApiKey } from '@/lib/domain/api-key.ts'

/** One form on the server and in every browser: neither knows the other's place and language. */
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/** A day such as `25 Nov 2026`, in UTC. */
export const dateOf = (instant: string): string => day.format(new Date(instant))

export const lastUseOf = ({ lastUsedAt }: ApiKey): string =>
  lastUsedAt === null ? 'never used' : `last used ${dateOf(lastUsedAt)}`

/** When a key ends, as seen at an instant. */
export function expiryOf({ expiresAt }: ApiKey, now: string): string {
  if (expiresAt === null) return 'does not expire'
  return `${expiresAt <= now ? 'expired' : 'expires'} ${dateOf(expiresAt)}`
}

export function modelsOf({ models }: ApiKey): string {
  if (models === null) return 'All models'
  return models.length === 1 ? `Only ${models[0]}` : `${models.length} models`
}
