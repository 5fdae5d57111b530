import { ApiError, apiRequest, sentenceOf } from '../api/api-request.ts'
import { claimComposers } from '../chat/composer-owner.ts'

export type Credentials = { email: string; password: string }
export type FieldName = keyof Credentials
/** What is wrong, each with its sentence; `form` concerns the whole. */
export type CredentialFaults = Partial<Record<FieldName | 'form', string>>

const PASSWORD_CHARACTERS = { least: 8, most: 256 }

/** What can be said about credentials without asking the server. A password is judged only where a new one is chosen. */
export function faultsOf({ email, password }: Credentials, isNewPassword: boolean): CredentialFaults {
  const faults: CredentialFaults = {}
  if (email === '') faults.email = 'Enter your email address.'
  else if (!/^[^\s@]+@[^\s@]+$/u.test(email))
    faults.email = 'Enter a full email address, such as name@example.org.'
  if (password === '') faults.password = 'Enter your password.'
  else if (isNewPassword && password.length < PASSWORD_CHARACTERS.least)
    faults.password = `Choose a password of at least ${PASSWORD_CHARACTERS.least} characters.`
  else if (isNewPassword && password.length > PASSWORD_CHARACTERS.most)
    faults.password = `Choose a password of at most ${PASSWORD_CHARACTERS.most} characters.`
  return faults
}

function faultsOfAnswer(error: unknown): CredentialFaults {
  const data = error instanceof ApiError ? error.body?.data : undefined
  if (data?.code === 'email_taken') return { email: data.message }
  // Either may be wrong; the password is what one types again.
  if (data?.code === 'wrong_credentials') return { password: data.message }
  const faults: CredentialFaults = {}
  for (const issue of data?.issues ?? [])
    if (issue.path === 'email' || issue.path === 'password') faults[issue.path] = issue.message
  return Object.keys(faults).length > 0 ? faults : { form: sentenceOf(error) }
}

function userIdOf(answer: unknown): number | null {
  const user = typeof answer === 'object' && answer !== null && 'user' in answer ? answer.user : null
  return typeof user === 'object' && user !== null && 'id' in user && typeof user.id === 'number'
    ? user.id
    : null
}

/** Signs in or up; null when it worked and the cookie is set. */
export async function submitCredentials(
  route: 'sign-in' | 'sign-up',
  credentials: Credentials,
): Promise<CredentialFaults | null> {
  try {
    const userId = userIdOf(await apiRequest('POST', `/api/auth/${route}`, credentials))
    if (userId !== null) claimComposers(userId)
    return null
  } catch (error) {
    return faultsOfAnswer(error)
  }
}
