/** Reads a response to its end, chunk by chunk as it was written. */
export async function readChunks(response: Response): Promise<Uint8Array[]> {
  if (response.status !== 200 || !response.body) throw new Error(`Answered with ${response.status}`)
  const chunks: Uint8Array[] = []
  const reader = response.body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value)
  return chunks
}
