import 'server-only'
import { type Caller, findCaller } from '../session/session.ts'
import { store } from '../store/index.ts'

/** Who sends this request, by its cookie; null for nobody we know. */
export function findRequestCaller(request: Request): Promise<Caller | null> {
  return findCaller(request, store().sessions)
}
