import { z } from 'zod'
import { dayOf } from '../domain/usage.ts'

/** The days of a range when it is not told. */
export const USUAL_DAYS = 30
/** A leap year. */
const MOST_DAYS = 366
const DAY_MS = 24 * 60 * 60 * 1000

/** The instant at which a day begins, `days` later. */
const startOf = (day: string, days = 0) => Date.parse(day) + days * DAY_MS
/** A day so many days after another. */
export const dayAfter = (day: string, days: number) => dayOf(startOf(day, days))
/** How many days a range has, both ends included. */
export const daysIn = ({ from, to }: { from: string; to: string }) =>
  Math.round((startOf(to) - startOf(from)) / DAY_MS) + 1

const dayWords = 'must be a day such as 2030-01-31'
const day = z.iso
  .date({ error: dayWords })
  // Where a range ends so early, it would begin in a year that has no such name.
  .refine((value) => value >= '1000', { error: dayWords })
const rangeFields = {
  from: day.optional().describe(`The first day, in UTC; ${USUAL_DAYS} days up to \`to\` unless told`),
  to: day.optional().describe('The last day, in UTC; today unless told'),
}

function withDefaults<T extends { from?: string | undefined; to?: string | undefined }>(given: T) {
  const to = given.to ?? dayOf(Date.now())
  return { ...given, to, from: given.from ?? dayAfter(to, 1 - USUAL_DAYS) }
}

function refuseBadRange(range: { from: string; to: string }, context: z.RefinementCtx): void {
  const days = daysIn(range)
  const message =
    days < 1
      ? 'must not be after to'
      : days > MOST_DAYS
        ? `must be at most ${MOST_DAYS} days before to`
        : null
  if (message) context.addIssue({ code: 'custom', path: ['from'], message })
}

export const usageGroups = ['day', 'model', 'provider', 'key'] as const
export type UsageGroup = (typeof usageGroups)[number]

/** The fields of the queries below, as the API reference shows them. */
export const usageFields = z.object({
  ...rangeFields,
  group: z.enum(usageGroups).default('day').describe('What the sums are made by'),
})
export const exportFields = z.object(rangeFields)

/** The query of GET /api/usage. */
export const usageQuery = usageFields.transform(withDefaults).superRefine(refuseBadRange)
/** The query of GET /api/usage/export.csv. */
export const exportQuery = exportFields.transform(withDefaults).superRefine(refuseBadRange)
