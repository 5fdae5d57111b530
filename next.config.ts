import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  // Routes answer an honest status for a missing chat; typed links catch a dead href at compile time.
  typedRoutes: false,
  // Event streams must not wait for a compressor's window, and pages are compressed by whoever stands in front.
  compress: true,
}

export default config
