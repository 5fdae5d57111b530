import { nextTask } from '../ui/next-task.ts'

/** About twenty deltas: a slow machine reads them in a few milliseconds. */
const SLICE_BYTES = 2048

/**
 * Passes bytes on in slices of at most `sliceBytes`, each in a task of its own. What comes over the network in one piece is
 * otherwise read to its end in one go, and the page stands still meanwhile.
 */
export const inSlices = (sliceBytes = SLICE_BYTES): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> =>
  new TransformStream({
    async transform(piece, controller) {
      const bytes = new Uint8Array(piece)
      for (let from = 0; from < bytes.byteLength; from += sliceBytes) {
        if (from > 0) await nextTask()
        controller.enqueue(bytes.subarray(from, from + sliceBytes))
      }
    },
  })
