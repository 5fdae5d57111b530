/**
 * Stands in for zod in the browser (next.config.ts), and for the SDK's own gateway, which is built on it. The AI SDK
 * describes its stream and its tools with zod while it is loaded; here those descriptions come to nothing, and to check
 * something with one of them fails. What the page reads of its own server is read by ReplyTransport.
 */
type Description = ((...given: unknown[]) => Description) & { readonly [name: string]: Description }

const checks = new Set(['parse', 'parseAsync', 'safeParse', 'safeParseAsync', '_zod', '~standard'])

function refuse(): never {
  throw new Error('Nothing is checked with zod in the browser')
}

const description: Description = new Proxy((() => description) as Description, {
  get: (_target, name) => (typeof name === 'string' && checks.has(name) ? refuse() : description),
  apply: () => description,
})

/** Every name that `ai` and `@ai-sdk/provider-utils` import from there; the build fails where one is missing. */
export {
  description as createGateway,
  description as GatewayAuthenticationError,
  description as GatewayError,
  description as gateway,
  description as array,
  description as boolean,
  description as config,
  description as custom,
  description as default,
  description as discriminatedUnion,
  description as enum,
  description as extend,
  description as instanceof,
  description as int,
  description as lazy,
  description as literal,
  description as looseObject,
  description as maximum,
  description as minLength,
  description as NEVER,
  description as never,
  description as nonnegative,
  description as null,
  description as number,
  description as object,
  description as optional,
  description as pipe,
  description as positive,
  description as record,
  description as refine,
  description as startsWith,
  description as string,
  description as transform,
  description as union,
  description as unknown,
  refuse as safeParse,
  refuse as safeParseAsync,
  refuse as toJSONSchema,
}
