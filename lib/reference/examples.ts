import type { Sample } from './operation.ts'

/*
 * The examples of the API reference, as a reader copies them: Python with its standard library, TypeScript as Node
 * runs it. What a reader puts in are the origin, `YOUR_API_KEY` and the chat id 1; tests do the same and run them.
 */

/** The origin in the examples. */
export const EXAMPLE_ORIGIN = 'http://127.0.0.1:3000'
const turnAddress = `${EXAMPLE_ORIGIN}/api/ai/cloudflare/llama-3.3-70b-instruct-fp8-fast/chat?chat_id=1`

/** One turn of a chat, its text printed as it comes. */
export const turnSamples: readonly Sample[] = [
  {
    language: 'cURL',
    code: `curl -N '${turnAddress}' \\
  -H 'Authorization: Bearer YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{"messages":[{"role":"user","content":"Hello, how are you?"}]}'
`,
  },
  {
    language: 'Python',
    code: `import json
from urllib.request import Request, urlopen

request = Request(
    "${turnAddress}",
    data=json.dumps({"messages": [{"role": "user", "content": "Hello, how are you?"}]}).encode(),
    headers={"Authorization": "Bearer YOUR_API_KEY", "Content-Type": "application/json"},
)
with urlopen(request) as response:
    for line in response:
        data = line.decode().removeprefix("data: ").strip()
        if line.startswith(b"data: ") and data != "[DONE]":
            part = json.loads(data)
            if part["type"] == "text-delta":
                print(part["delta"], end="", flush=True)
            elif part["type"] == "error":
                raise RuntimeError(part["errorText"])
`,
  },
  {
    language: 'TypeScript',
    code: `const response = await fetch(
  '${turnAddress}',
  {
    method: 'POST',
    headers: { Authorization: 'Bearer YOUR_API_KEY', 'Content-Type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello, how are you?' }] }),
  },
)
if (!response.ok || !response.body) throw new Error(await response.text())
let buffered = ''
for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
  const lines = (buffered + text).split('\\n')
  buffered = lines.pop() ?? ''
  for (const line of lines) {
    if (!line.startsWith('data: ') || line === 'data: [DONE]') continue
    const part = JSON.parse(line.slice('data: '.length))
    if (part.type === 'text-delta') process.stdout.write(part.delta)
    if (part.type === 'error') throw new Error(part.errorText)
  }
}
`,
  },
]

const completionBodyText =
  '{"model":"cloudflare/llama-3.3-70b-instruct-fp8-fast","messages":[{"role":"user","content":"Hello, how are you?"}]}'

/** One completion in OpenAI's protocol, whole. */
export const completionSamples: readonly Sample[] = [
  {
    language: 'cURL',
    code: `curl ${EXAMPLE_ORIGIN}/api/v1/chat/completions \\
  -H 'Authorization: Bearer YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '${completionBodyText}'
`,
  },
  {
    language: 'Python',
    code: `import json
from urllib.request import Request, urlopen

request = Request(
    "${EXAMPLE_ORIGIN}/api/v1/chat/completions",
    data=json.dumps(
        {
            "model": "cloudflare/llama-3.3-70b-instruct-fp8-fast",
            "messages": [{"role": "user", "content": "Hello, how are you?"}],
        }
    ).encode(),
    headers={"Authorization": "Bearer YOUR_API_KEY", "Content-Type": "application/json"},
)
with urlopen(request) as response:
    print(json.load(response)["choices"][0]["message"]["content"])
`,
  },
  {
    language: 'TypeScript',
    code: `const response = await fetch('${EXAMPLE_ORIGIN}/api/v1/chat/completions', {
  method: 'POST',
  headers: { Authorization: 'Bearer YOUR_API_KEY', 'Content-Type': 'application/json' },
  body: JSON.stringify({
    model: 'cloudflare/llama-3.3-70b-instruct-fp8-fast',
    messages: [{ role: 'user', content: 'Hello, how are you?' }],
  }),
})
if (!response.ok) throw new Error(await response.text())
const completion = await response.json()
console.log(completion.choices[0].message.content)
`,
  },
]

/** The ids of all models. */
export const modelListSamples: readonly Sample[] = [
  {
    language: 'cURL',
    code: `curl ${EXAMPLE_ORIGIN}/api/v1/models -H 'Authorization: Bearer YOUR_API_KEY'
`,
  },
  {
    language: 'Python',
    code: `import json
from urllib.request import Request, urlopen

request = Request(
    "${EXAMPLE_ORIGIN}/api/v1/models", headers={"Authorization": "Bearer YOUR_API_KEY"}
)
with urlopen(request) as response:
    for model in json.load(response)["data"]:
        print(model["id"])
`,
  },
  {
    language: 'TypeScript',
    code: `const response = await fetch('${EXAMPLE_ORIGIN}/api/v1/models', {
  headers: { Authorization: 'Bearer YOUR_API_KEY' },
})
if (!response.ok) throw new Error(await response.text())
for (const { id } of (await response.json()).data) console.log(id)
`,
  },
]
