const allowed = new Set(['http:', 'https:', 'mailto:'])

/** The address of a link as it may be opened; null for anything but a whole http, https or mailto address. */
export function safeAddress(address: string): string | null {
  const url = URL.parse(address)
  return url && allowed.has(url.protocol) ? url.href : null
}
