const NONCE_BYTES = 16

/** A fresh nonce: a secret of one page, by which the browser knows the scripts that we put into it. */
export const newNonce = () =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(NONCE_BYTES))))

/**
 * The Content-Security-Policy of a page. Scripts run by nonce alone and may load further ones (`strict-dynamic`).
 * Styles in `style` attributes are allowed: React renders them, a nonce cannot mark them, and they run no code.
 * `development`: React rebuilds stacks with eval, and Next puts its styles into the page without a nonce.
 */
function contentSecurityPolicy(nonce: string, development: boolean): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  return directives.join('; ')
}

/** The headers that every page is answered with (api.md section 8). */
export function pageSecurityHeaders(nonce: string, development: boolean): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce, development),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
  }
}
