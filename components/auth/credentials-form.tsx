'use client'

import { type FormEvent, useEffect, useRef, useState } from 'react'
import buttons from '../ui/button.module.css'
import { type CredentialFaults, faultsOf, submitCredentials } from './credentials.ts'
import styles from './credentials-form.module.css'
import { Field } from './field.tsx'

const words = {
  'sign-in': { button: 'Sign in', busy: 'Signing in…' },
  'sign-up': { button: 'Create account', busy: 'Creating your account…' },
}

/** In the order of the form. */
const fields = ['email', 'password'] as const

const text = (form: FormData, name: string) => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** Email and password, to sign in or to sign up with; then the page at `next`, an own path, is opened afresh. */
export function CredentialsForm({ route, next }: { route: 'sign-in' | 'sign-up'; next: string }) {
  const [faults, setFaults] = useState<CredentialFaults>({})
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    const wrong = fields.find((name) => faults[name] !== undefined)
    form.current?.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus()
  }, [faults])

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isBusy) return
    const data = new FormData(event.currentTarget)
    const credentials = { email: text(data, 'email').trim(), password: text(data, 'password') }
    const own = faultsOf(credentials, route === 'sign-up')
    if (Object.keys(own).length > 0) return setFaults(own)
    setBusy(true)
    setFaults({})
    const found = await submitCredentials(route, credentials)
    // A full load, so that nothing of what was rendered for a stranger stays.
    if (found === null) return window.location.assign(next)
    setBusy(false)
    setFaults(found)
  }

  return (
    <form ref={form} className={styles.form} method="post" noValidate onSubmit={submit}>
      <p role="alert" className={faults.form ? styles.alert : undefined}>
        {faults.form}
      </p>
      <Field name="email" type="email" label="Email" autoComplete="username" fault={faults.email} />
      <Field
        name="password"
        type="password"
        label="Password"
        autoComplete={route === 'sign-in' ? 'current-password' : 'new-password'}
        hint={route === 'sign-up' ? 'At least 8 characters.' : undefined}
        fault={faults.password}
      />
      <button type="submit" className={buttons.primary} aria-disabled={isBusy}>
        {isBusy ? words[route].busy : words[route].button}
      </button>
    </form>
  )
}
