import { newRequestId } from '../domain/ids.ts'

const requestIdPattern = /^[A-Za-z0-9_.:-]{1,128}$/u

/** The caller's own request id when it is well formed, else a new one (api.md section 1). */
export function requestIdOf(headers: Pick<Headers, 'get'>): string {
  const given = headers.get('x-request-id')
  return given && requestIdPattern.test(given) ? given : newRequestId()
}
