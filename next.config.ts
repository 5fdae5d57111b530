import type { NextConfig } from 'next'

const security = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
]

/** The AI SDK's client state is built on zod, which no page needs (docs/decisions/0013-first-load.md). */
const noSchemas = { browser: './components/chat/no-schemas.ts' }

/** Parts of Next's client that no page of ours comes to; the server keeps them (docs/decisions/0013-first-load.md). */
const standIns = {
  'lib/constants.js': ['constants.ts', 'NEXT_NAV_DEPLOYMENT_ID_HEADER'],
  'client/components/builtin/global-error.js': ['global-error.tsx', 'default'],
  'client/components/router-reducer/reducers/server-action-reducer.js': [
    'server-action-reducer.ts',
    'serverActionReducer',
  ],
  'client/components/offline.js': [
    'offline.tsx',
    'checkOfflineError',
    'getOffline',
    'notifyOnline',
    'waitForConnection',
  ],
  'client/components/use-offline.js': ['offline.tsx', 'OfflineProvider'],
  'build/polyfills/polyfill-module.js': ['polyfill-module.ts'],
}

const rules = Object.fromEntries(
  Object.entries(standIns).map(([file, [standIn, ...names]]) => [
    `**/next/dist/${file}`,
    {
      // In development Next's own tools take more of these modules.
      condition: { all: ['browser' as const, 'production' as const] },
      loaders: [
        {
          loader: './components/stand-ins/loader.cjs',
          options: { standIn: `components/stand-ins/${standIn}`, names },
        },
      ],
    },
  ]),
)

const config: NextConfig = {
  experimental: {
    // A page that cannot be fetched waits for the network; without this the browser's own error page replaces the chat.
    useOffline: true,
    // Next's own client is CommonJS; what a page does not use of it stays away.
    turbopackCjsTreeShaking: true,
    turbopackCjsScopeHoisting: true,
    turbopackCrossModuleConstants: true,
  },
  turbopack: {
    rules,
    resolveAlias: {
      '@ai-sdk/gateway': noSchemas,
      'zod/v4': noSchemas,
      'zod/v4/core': noSchemas,
      'zod/v4/mini': noSchemas,
      'zod/v4/locales/en.js': noSchemas,
    },
  },
  poweredByHeader: false,
  // `npm test` checks the types; doing it again would double the time from a clone to a working chat.
  typescript: { ignoreBuildErrors: true },
  // What the middleware does not see; it sets the same headers, and a policy, on every page.
  headers: async () => [
    { source: '/_next/:path*', headers: security },
    { source: '/api/:path*', headers: security },
    { source: '/v1/:path*', headers: security },
  ],
  // For clients of OpenAI's API that cannot have a path before it.
  rewrites: async () => [{ source: '/v1/:path*', destination: '/api/v1/:path*' }],
}

export default config
