/** POST: hands the upstream's bytes on as they are, which is the least that a Next route in front of a model can do. */
export async function POST(request) {
  const { messages } = await request.json()
  const upstream = await fetch(`${process.env.BENCH_UPSTREAM}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'bench', messages, stream: true }),
    signal: request.signal,
  })
  return new Response(upstream.body, { headers: { 'content-type': 'text/event-stream' } })
}
