import type { Store } from '../../../lib/store/contract.ts'

/** A store that counts how often each method of each of its parts is called, by names such as `chats.get`. */
export function counting(inner: Store): { store: Store; calls: Map<string, number> } {
  const calls = new Map<string, number>()
  const counted = <Part extends object>(part: Part, partName: string): Part =>
    new Proxy(part, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          const key = `${partName}.${String(name)}`
          calls.set(key, (calls.get(key) ?? 0) + 1)
          return Reflect.apply(value, target, args)
        }
      },
    })
  const store = new Proxy(inner, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      return typeof value === 'object' && value !== null ? counted(value, String(name)) : value
    },
  })
  return { store, calls }
}
