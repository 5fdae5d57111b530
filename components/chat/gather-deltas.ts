import type { UIMessageChunk } from 'ai'

type Delta = Extract<UIMessageChunk, { type: 'text-delta' | 'reasoning-delta' }>

const isDelta = (chunk: UIMessageChunk): chunk is Delta =>
  chunk.type === 'text-delta' || chunk.type === 'reasoning-delta'

/**
 * Puts together the pieces of text that come within `gatherMs` of each other, so that a fast reply costs no more than a
 * slow one: each piece that goes on is one change of the page. The first goes on at once, every other chunk too, after
 * what was gathered before it; what was gathered when the stream breaks off comes before its error.
 */
export function gatherDeltas(
  stream: ReadableStream<UIMessageChunk>,
  gatherMs: number,
): ReadableStream<UIMessageChunk> {
  const reader = stream.getReader()
  let gathered: Delta | null = null
  let wentOnAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined
  let failure: { error: unknown } | null = null
  /** Nobody reads any more, and nothing may be passed on. */
  let isCancelled = false

  return new ReadableStream<UIMessageChunk>({
    start(controller) {
      const passOn = () => {
        clearTimeout(timer)
        timer = undefined
        if (!gathered) return
        controller.enqueue(gathered)
        gathered = null
        wentOnAt = performance.now()
      }
      const take = (chunk: UIMessageChunk) => {
        const isMore =
          isDelta(chunk) && gathered !== null && gathered.type === chunk.type && gathered.id === chunk.id
        if (!isMore) passOn()
        if (!isDelta(chunk)) return controller.enqueue(chunk)
        gathered = isMore && gathered ? { ...gathered, delta: gathered.delta + chunk.delta } : chunk
        const leftMs = wentOnAt + gatherMs - performance.now()
        if (leftMs <= 0) passOn()
        else timer ??= setTimeout(passOn, leftMs)
      }
      const pump = async () => {
        try {
          for (let read = await reader.read(); !read.done && !isCancelled; read = await reader.read())
            take(read.value)
          if (isCancelled) return
          passOn()
          controller.close()
        } catch (error) {
          if (isCancelled) return
          passOn()
          failure = { error }
          // An error throws away what nobody has read yet; where something is left, it waits for the next pull.
          if ((controller.desiredSize ?? 0) > 0) controller.error(error)
        }
      }
      void pump()
    },
    pull(controller) {
      if (failure) controller.error(failure.error)
    },
    cancel: (reason) => {
      isCancelled = true
      clearTimeout(timer)
      return reader.cancel(reason)
    },
  })
}
