import type { MetadataRoute } from 'next'

/** What the application is called and looks like where it is installed. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: 'Neptun',
    short_name: 'Neptun',
    description: 'One chat in front of every model.',
    id: '/',
    start_url: '/',
    display: 'standalone',
    background_color: '#f5f8f8',
    theme_color: '#0a6274',
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/apple-icon.png', sizes: '180x180', type: 'image/png' },
    ],
    shortcuts: [
      { name: 'New chat', url: '/' },
      { name: 'Playground', url: '/playground' },
    ],
  }
}
