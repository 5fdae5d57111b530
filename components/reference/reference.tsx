'use client'

import 'swagger-ui-dist/swagger-ui.css'
import './swagger-ui.css'
import { useEffect, useRef, useState } from 'react'
import { withoutMain } from './without-main.ts'

/** Swagger UI has a dark face of its own, which hangs on a class of the root; ours follows the system. */
function followColourScheme(): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const show = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
  show()
  dark.addEventListener('change', show)
  return () => {
    dark.removeEventListener('change', show)
    document.documentElement.classList.remove('dark-mode')
  }
}

/** The OpenAPI document of this server, to read and to try out. The renderer is loaded when the page is shown. */
export function Reference({ url }: { url: string }) {
  const place = useRef<HTMLDivElement>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    let isCurrent = true
    const domNode = place.current
    import('swagger-ui-dist/swagger-ui-es-bundle.js').then(
      ({ default: swaggerUi }) => {
        if (!isCurrent || !domNode) return
        swaggerUi({
          domNode,
          url,
          // A link inside the button of each operation is what deep links bring along.
          deepLinking: false,
          plugins: [withoutMain],
          docExpansion: 'list',
          defaultModelsExpandDepth: 0,
          // The public validator would be asked about the address of this server.
          validatorUrl: null,
          persistAuthorization: false,
          syntaxHighlight: false,
        })
      },
      () => isCurrent && setFailed(true),
    )
    const unfollow = followColourScheme()
    return () => {
      isCurrent = false
      unfollow()
    }
  }, [url])

  return (
    <>
      {failed && <p role="alert">The reference could not be loaded. Please reload the page.</p>}
      <div ref={place} className="api-reference">
        {!failed && <p role="status">Loading the reference…</p>}
      </div>
    </>
  )
}
