/**
 * The router's half of server actions, of which there is none here: pages speak to /api. tests/unit/stand-ins.test.ts fails
 * with the first `use server`.
 */
export function serverActionReducer<State>(state: State, action: { reject: (reason: Error) => void }): State {
  action.reject(new Error('Server actions are left out of this build: see next.config.ts'))
  return state
}
