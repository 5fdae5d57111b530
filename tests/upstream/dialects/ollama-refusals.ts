import { htmlRefusal, type Refusal, type RefusalContext, type RefusalTable } from '../dialect.ts'

/** What a full queue says. */
export const busy = 'server busy, please try again.  maximum pending requests exceeded'
const notFound = ({ model }: RefusalContext): Refusal => ({
  status: 404,
  body: { error: `model '${model}' not found` },
})
const told = (status: number, error: string): Refusal => ({ status, body: { error } })
const subscription = told(
  402,
  'this model requires a subscription, upgrade for access: https://ollama.com/upgrade',
)

/** providers.md A5; what a local server never says is in the words of Ollama's cloud. */
export const ollamaRefusals: RefusalTable = {
  'http-400': ({ detail }) => told(400, detail ?? 'invalid options: temperature'),
  'http-401': {
    status: 401,
    body: { error: 'unauthorized', signin_url: 'https://ollama.com/connect?name=demo' },
  },
  'http-402': subscription,
  'http-403': told(403, 'ollama cloud is disabled: remote inference is unavailable'),
  'http-403-moderation': told(403, 'ollama cloud is disabled: remote inference is unavailable'),
  'http-404': notFound,
  'http-408': told(408, 'request timed out'),
  'http-413': told(413, 'http: request body too large'),
  'http-422': told(422, 'unprocessable request'),
  'http-429': told(429, 'too many concurrent requests'),
  'http-500': told(500, 'llama runner process has terminated: exit status 2'),
  'http-502-html': htmlRefusal(502, 'Bad Gateway'),
  'http-503': told(503, busy),
  'http-503-loading': told(503, 'timed out waiting for llama runner to start'),
  'http-504': told(504, 'upstream request timed out'),
  'cf-3036': subscription,
  'cf-3040': told(503, busy),
  'cf-3007': told(504, 'upstream request timed out'),
  'cf-5007': notFound,
  quota: subscription,
  overloaded: told(503, busy),
  'no-endpoints': notFound,
  'model-not-supported': notFound,
}
