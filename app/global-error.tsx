'use client'

import { ErrorNotice } from '@/components/ui/error-notice.tsx'
import './globals.css'

/** Stands in for the root layout when that itself fails, so it brings its own document. */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Neptun</title>
        <ErrorNotice {...props} />
      </body>
    </html>
  )
}
