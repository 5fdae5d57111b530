import leven from 'leven'
import { allowedModelsConst } from '../domain/model.ts'

const MOST_SUGGESTIONS = 3
const LONGEST_COMPARED = 200

/** Up to 3 ids of models that a mistyped id may have meant, nearest first. */
export function suggestModels(id: string): string[] {
  const wanted = id.slice(0, LONGEST_COMPARED).toLowerCase()
  const distance = (candidate: string) => {
    const name = candidate.slice(candidate.indexOf('/') + 1)
    const whole = leven(wanted, candidate.toLowerCase()) / candidate.length
    const wantedName = wanted.slice(wanted.indexOf('/') + 1)
    return Math.min(whole, leven(wantedName, name.toLowerCase()) / name.length)
  }
  const MOST_DIFFERENT = 0.6
  return allowedModelsConst
    .map((candidate) => ({ candidate, distance: distance(candidate) }))
    .filter((entry) => entry.distance <= MOST_DIFFERENT)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MOST_SUGGESTIONS)
    .map((entry) => entry.candidate)
}
