import type { NextConfig } from 'next'

const security = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
]

const config: NextConfig = {
  poweredByHeader: false,
  // `npm test` checks the types; doing it again would double the time from a clone to a working chat.
  typescript: { ignoreBuildErrors: true },
  // What the middleware does not see; it sets the same headers, and a policy, on every page.
  headers: async () => [
    { source: '/_next/:path*', headers: security },
    { source: '/api/:path*', headers: security },
  ],
}

export default config
