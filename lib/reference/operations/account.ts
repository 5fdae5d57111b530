import { givenCredentials, newCredentials, signOutOptions } from '../../session/credentials.ts'
import { userAnswer } from '../answers.ts'
import { bodyErrors, json, type Operation } from '../operation.ts'

const cookie = { 'set-cookie': 'The cookie `neptun-session`: httpOnly, SameSite=Lax, 14 days' }

export const account: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/auth/sign-up',
    id: 'signUp',
    tag: 'Account',
    summary: 'Create an account',
    access: 'keyless',
    body: { schema: newCredentials, required: true },
    answers: { 201: { ...json('The new user, signed in', userAnswer), headers: cookie } },
    errors: [...bodyErrors, 'sign_up_closed', 'email_taken'],
  },
  {
    method: 'post',
    path: '/api/auth/sign-in',
    id: 'signIn',
    tag: 'Account',
    summary: 'Sign in',
    access: 'keyless',
    body: { schema: givenCredentials, required: true },
    answers: { 200: { ...json('The user, signed in', userAnswer), headers: cookie } },
    errors: [...bodyErrors, 'wrong_credentials', 'rate_limited'],
  },
  {
    method: 'post',
    path: '/api/auth/sign-out',
    id: 'signOut',
    tag: 'Account',
    summary: 'Sign out',
    description: 'A copy of the cookie is worth nothing afterwards. `everywhere` ends every session.',
    access: 'keyless',
    body: { schema: signOutOptions, required: false },
    answers: { 204: { description: 'Signed out', headers: { 'set-cookie': 'Clears the cookie' } } },
    errors: [...bodyErrors],
  },
  {
    method: 'get',
    path: '/api/auth/session',
    id: 'getSession',
    tag: 'Account',
    summary: 'Who is signed in',
    access: 'session',
    answers: { 200: json('The user', userAnswer) },
    errors: [],
  },
]
