/**
 * One value per process. Next may load a module once per route bundle, so a module's own variable would not be
 * shared between the route that writes a reply and the one that stops it.
 */
export function processWide<T>(name: string, create: () => T): T {
  const key = Symbol.for(`neptun.${name}`)
  const shared = globalThis as unknown as Record<symbol, T | undefined>
  shared[key] ??= create()
  return shared[key]
}
