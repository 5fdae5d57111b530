import { z } from 'zod'

/** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
const LONGEST_EMAIL_CHARACTERS = 254
const PASSWORD_CHARACTERS = { least: 8, most: 256 }

/** Plausible only: whether mail arrives there, a pattern cannot tell, and `me@localhost` is fine on one's own machine. */
const plausibleEmail = /^[^\s@\p{C}]{1,64}@[^\s@.\p{C}]+(?:\.[^\s@.\p{C}]+)*$/u

/** An email in the one form in which emails are stored and compared. */
export const foldEmail = (email: string) => email.trim().normalize('NFC').toLowerCase()

const email = z
  .string()
  .transform(foldEmail)
  .refine((value) => value.length <= LONGEST_EMAIL_CHARACTERS && plausibleEmail.test(value), {
    error: 'must be an email address',
  })

/** Counts characters as a person does, roughly: an emoji is one, not the two units that JavaScript counts. */
const charactersOf = (text: string) => Array.from(text).length

/** The body of sign-up. */
export const newCredentials = z.object({
  email,
  password: z.string().refine(
    (value) => {
      const count = charactersOf(value)
      return count >= PASSWORD_CHARACTERS.least && count <= PASSWORD_CHARACTERS.most
    },
    { error: `must have ${PASSWORD_CHARACTERS.least} to ${PASSWORD_CHARACTERS.most} characters` },
  ),
})

/** The body of sign-in. A password too short to be anybody's is a wrong one, no malformed body. */
export const givenCredentials = z.object({
  email,
  password: z.string().refine((value) => value !== '' && charactersOf(value) <= PASSWORD_CHARACTERS.most, {
    error: `must have 1 to ${PASSWORD_CHARACTERS.most} characters`,
  }),
})

/** The body of sign-out. */
export const signOutOptions = z.object({ everywhere: z.boolean().nullish() })

export type Credentials = z.infer<typeof newCredentials>
