import type { ReactNode } from 'react'

/** Our own simple drawings on a 24 by 24 grid, one for each `icon` of the catalogue. */
const drawings: Record<string, ReactNode> = {
  google: <path d="M19.5 12H13M19.5 12a7.5 7.5 0 1 1-2.3-5.4" />,
  qwen: (
    <>
      <path d="M12 3.5 19.4 7.75v8.5L12 20.5l-7.4-4.25v-8.5z" />
      <path d="m13.5 13.5 3.5 4M12 8.5l3 1.75v3.5l-3 1.75-3-1.75v-3.5z" />
    </>
  ),
  deepseek: (
    <>
      <path d="M3.5 11.5c0 4.6 3.6 7.5 8 7.5 4 0 6.3-2.2 7.3-5 1.5-.5 2.4-1.9 2.2-3.6-1.3.9-2.4.9-3.4.2-1.6-1.2-3.4-2.6-6.6-2.6-4.2 0-7.5 1.4-7.5 3.5Z" />
      <path d="M9 12.5h.01M12 19c-.7-1.5-.5-2.9.500-4" />
    </>
  ),
  mistral: <path d="M4.5 19V5M8.25 19v-7M12 19v-3.5M15.75 19v-7M19.5 19V5M4.5 5l7.5 8.5L19.5 5" />,
  microsoft: (
    <path d="M4.5 4.5h6.25v6.25H4.5zM13.25 4.5h6.25v6.25h-6.25zM4.5 13.25h6.25v6.25H4.5zM13.25 13.25h6.25v6.25h-6.25z" />
  ),
  cloudflare: (
    <>
      <path d="M7 17.5a3.75 3.75 0 0 1-.4-7.48 5.25 5.25 0 0 1 10.1-1A4.3 4.3 0 0 1 17 17.5z" />
      <path d="M8.5 14.25h5.5" />
    </>
  ),
  meta: (
    <path d="M12 12c-1.8-3-3.3-4.75-5.1-4.75C4.7 7.25 3.5 9.6 3.5 12s1.2 4.75 3.4 4.75c1.8 0 3.3-1.75 5.1-4.75s3.3-4.75 5.1-4.75c2.2 0 3.4 2.35 3.4 4.75s-1.2 4.75-3.4 4.75c-1.8 0-3.3-1.75-5.1-4.75Z" />
  ),
  openrouter: (
    <>
      <path d="M3.5 12h4c3.5 0 3.5-5 7-5H19M7.5 12c3.5 0 3.5 5 7 5H19" />
      <path d="m16.5 4.5 3 2.5-3 2.5M16.5 14.5l3 2.5-3 2.5" />
    </>
  ),
  ollama: (
    <>
      <path d="M7 20v-2.5c-1-1-1.5-2.2-1.5-3.7 0-1.3.4-2.4 1.2-3.3C6.2 7 6.7 4 8.25 4c1.25 0 1.75 2 1.9 3.3a6 6 0 0 1 3.7 0C14 6 14.5 4 15.75 4c1.55 0 2.05 3 1.55 6.5.8.9 1.2 2 1.2 3.3 0 1.5-.5 2.7-1.5 3.7V20" />
      <path d="M9.5 12h.01M14.5 12h.01M10.75 15h2.5" />
    </>
  ),
  rwkv: (
    <>
      <path d="M4 18.5 9.5 5.5l3 6.5 2-4L20 18.5" />
      <path d="M8 14.5c2-1.25 4-1.25 6 0" />
    </>
  ),
}

const fallback = (
  <>
    <circle cx="12" cy="12" r="7.5" />
    <path d="M12 8.5v7M8.5 12h7" />
  </>
)

/** The drawing of a model's `icon`, in the current colour. It says nothing to a screen reader: a name stands beside it. */
export function ModelIcon({ icon, size = 20 }: { icon: string; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {Object.hasOwn(drawings, icon) ? drawings[icon] : fallback}
    </svg>
  )
}
