import { builtinModules } from 'node:module'
import { type ParsedFile, parseFile, resolveImport } from './imports.ts'
import { environmentReaders, floors, forbiddenInBrowser, forbiddenOnEdge, isOutside } from './rules.ts'
import type { SourceFiles } from './source-files.ts'

type Edge = { to: string; typeOnly: boolean }
type Graph = { parsed: ReadonlyMap<string, ParsedFile>; edges: ReadonlyMap<string, readonly Edge[]> }

function graphOf(files: SourceFiles): Graph {
  const parsed = new Map([...files].map(([path, text]) => [path, parseFile(path, text)]))
  const edges = new Map(
    [...parsed.values()].map(({ path, imports }) => {
      const own = imports.flatMap(({ specifier, typeOnly }): Edge[] => {
        const to = resolveImport(files, path, specifier)
        return to === null ? [] : [{ to, typeOnly }]
      })
      return [path, own]
    }),
  )
  return { parsed, edges }
}

const floorOf = (path: string) => floors.find(({ holds }) => holds.test(path))

function brokenFloors({ edges }: Graph): string[] {
  return [...edges].flatMap(([from, imports]) => {
    if (isOutside(from)) return []
    const floor = floorOf(from)
    if (!floor) return [`${from} stands on no floor of tests/walls/rules.ts`]
    return imports.flatMap(({ to }) => {
      const target = floorOf(to)?.name ?? 'outside'
      const open = target === floor.name || floor.mayImport.includes(target)
      return open ? [] : [`${from} (${floor.name}) imports ${to} (${target})`]
    })
  })
}

/** Cycles of what is loaded; each is told once, from its first file by name. */
function cycles({ edges }: Graph): string[] {
  const found = new Set<string>()
  const finished = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      const round = trail.slice(start)
      const first = round.indexOf([...round].sort()[0] ?? path)
      found.add([...round.slice(first), ...round.slice(0, first), round[first]].join(' → '))
      return
    }
    if (finished.has(path)) return
    for (const { to, typeOnly } of edges.get(path) ?? []) if (!typeOnly) walk(to, [...trail, path])
    finished.add(path)
  }
  for (const path of edges.keys()) walk(path, [])
  return [...found].map((round) => `cycle: ${round}`)
}

/** Whatever loading `start` loads too, ours and packages, each with the file that imports it. */
function loadedBy({ parsed, edges }: Graph, start: string): { what: string; by: string }[] {
  const seen = new Set([start])
  const loaded: { what: string; by: string }[] = []
  for (const path of seen) {
    for (const { to, typeOnly } of edges.get(path) ?? []) {
      if (typeOnly) continue
      if (!seen.has(to)) loaded.push({ what: to, by: path })
      seen.add(to)
    }
    for (const { specifier, typeOnly } of parsed.get(path)?.imports ?? [])
      if (!typeOnly && !/^(?:\.|@\/)/u.test(specifier)) loaded.push({ what: nodeName(specifier), by: path })
  }
  return loaded
}

const nodeName = (specifier: string) => (builtinModules.includes(specifier) ? `node:${specifier}` : specifier)

function forbiddenLoads(graph: Graph, start: string, forbidden: readonly RegExp[], place: string): string[] {
  return loadedBy(graph, start)
    .filter(({ what }) => forbidden.some((pattern) => pattern.test(what)))
    .map(({ what, by }) => `${start} brings ${what} ${place}, through ${by}`)
}

function environmentReads({ parsed }: Graph): string[] {
  return [...parsed.values()]
    .filter(({ path }) => !isOutside(path))
    .flatMap(({ path, environmentReads: reads }) => {
      const allowed = environmentReaders.get(path) ?? []
      return reads
        .filter((name) => !allowed.includes('*') && !allowed.includes(name))
        .map((name) => `${path} reads process.env (${name}): lib/env.ts is its only reader`)
    })
}

/** One line for each broken wall, none when all stand. */
export function brokenWalls(files: SourceFiles): string[] {
  const graph = graphOf(files)
  const clients = [...graph.parsed.values()].filter(({ isClient }) => isClient).map(({ path }) => path)
  const edge = [...graph.parsed.keys()].filter((path) => path === 'middleware.ts')
  return [
    ...brokenFloors(graph),
    ...cycles(graph),
    ...clients.flatMap((path) => forbiddenLoads(graph, path, forbiddenInBrowser, 'into the browser')),
    ...edge.flatMap((path) => forbiddenLoads(graph, path, forbiddenOnEdge, 'to the edge')),
    ...environmentReads(graph),
  ]
}
