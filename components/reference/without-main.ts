type Element = { type: unknown; props: { children?: unknown } }
const isElement = (node: unknown): node is Element =>
  typeof node === 'object' && node !== null && 'type' in node && 'props' in node

type Component = new (...args: unknown[]) => { render(): unknown }
const isComponent = (type: unknown): type is Component =>
  typeof type === 'function' && typeof type.prototype?.render === 'function'

/** A tree of React elements whose types are changed by `change`. */
function withTypes(node: unknown, change: (type: unknown) => unknown): unknown {
  if (Array.isArray(node)) return node.map((one) => withTypes(one, change))
  if (!isElement(node)) return node
  const { props } = node
  const children = 'children' in props ? { children: withTypes(props.children, change) } : {}
  return { ...node, type: change(node.type), props: { ...props, ...children } }
}

const mainToDiv = (type: unknown) => (type === 'main' ? 'div' : type)

/** A component that renders what another one does, changed. */
const rendering = (Original: Component, change: (type: unknown) => unknown): Component =>
  class extends Original {
    override render() {
      return withTypes(super.render(), change)
    }
  }

/**
 * Swagger UI's layout has a `main` of its own, and a page may have but one: a plugin that makes it a `div`. The layout
 * comes wrapped into an error boundary, so the component within is changed; each once, or React would mount it anew.
 */
export function withoutMain() {
  const changed = new Map<Component, Component>()
  function within(type: unknown): unknown {
    if (!isComponent(type)) return mainToDiv(type)
    const known = changed.get(type) ?? rendering(type, mainToDiv)
    changed.set(type, known)
    return known
  }
  return { wrapComponents: { BaseLayout: (Original: Component) => rendering(Original, within) } }
}
