import { createHash } from 'node:crypto'

/**
 * A step that redis does as a whole. `keys` and `args` are the names by which the Lua code knows what it is
 * given; further arguments begin at ARGV[rest]. A script touches no key but those (redis and Upstash ask for that).
 */
export type Script<Key extends string = string, Arg extends string = string> = {
  keys: readonly Key[]
  args: readonly Arg[]
  source: string
  /** By which redis knows a script that it has seen. */
  sha1: string
  /** Doing it twice is like doing it once, so it may be repeated when its answer was lost. */
  repeatable: boolean
}

const declare = (names: readonly string[], table: 'KEYS' | 'ARGV') =>
  names.map((name, index) => `local ${name} = ${table}[${index + 1}]\n`).join('')

/** A script from its Lua code, which sees its keys and arguments as local variables. */
export function defineScript<const Key extends string, const Arg extends string>(definition: {
  keys: readonly Key[]
  args: readonly Arg[]
  repeatable: boolean
  lua: string
}): Script<Key, Arg> {
  const { keys, args, repeatable, lua } = definition
  const rest = `local rest = ${args.length + 1}\n`
  const source = `${declare(keys, 'KEYS')}${declare(args, 'ARGV')}${rest}${lua}`
  return { keys, args, repeatable, source, sha1: createHash('sha1').update(source).digest('hex') }
}
