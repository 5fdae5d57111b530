import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Neptun', template: '%s · Neptun' },
  description: 'One chat in front of every model.',
  applicationName: 'Neptun',
  appleWebApp: { title: 'Neptun', capable: true, statusBarStyle: 'default' },
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f8f8' },
    { media: '(prefers-color-scheme: dark)', color: '#0c1417' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The Content-Security-Policy has a nonce of its own for every answer, so no page can be made ahead.
  await connection()
  return (
    <html lang="en">
      <body>
        <a href="#main" className="skip-link">
          Skip to content
        </a>
        {children}
      </body>
    </html>
  )
}
