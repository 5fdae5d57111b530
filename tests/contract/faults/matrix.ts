import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProviderName } from '../../../lib/domain/receipt.ts'
import { setLogLevel } from '../../../lib/log.ts'
import { markText } from '../../upstream/index.ts'
import { answerOf } from './lab/answer.ts'
import { leakedInto, plantCanary } from './lab/canary.ts'
import { expectFailure, expectInTime, expectWhole } from './lab/expectations.ts'
import { Lab, routerWith } from './lab/lab.ts'
import { onlyAt, thinking } from './lab/models.ts'
import { recordLog } from './lab/recorded-log.ts'
import { WORDS } from './table/cell.ts'
import { type Cell, cellsOf } from './table/table.ts'

/** What a time-out of a cell is set to; all others keep the constants of their provider. */
const SHORT_MS = 250

/** The prompt that plays the faults of a cell. */
const promptOf = ({ faults }: Cell, mark: string) =>
  [...faults.map((fault) => `/fault ${fault}`), `/mark ${mark} ${WORDS}`].join('\n')

/** Plays every cell of one provider, as a person would: with a prompt. */
export function describeMatrix(provider: ProviderName): void {
  describe(`faults of ${provider}`, () => {
    let lab: Lab
    let lines: string[] = []
    beforeAll(async () => {
      lab = await Lab.start()
      setLogLevel('debug')
    })
    beforeEach(() => {
      lab.upstream.reset()
      plantCanary()
      lines = recordLog()
    })
    afterAll(() => lab.stop())

    const cells = cellsOf(provider).map((cell, index) => ({ ...cell, mark: `quagga${index}x` }))
    test.each(cells)('$name', async ({ mark, ...cell }) => {
      const { sees } = cell
      const model = cell.thinks ? thinking(onlyAt[provider]) : onlyAt[provider]
      const timeouts = sees.kind === 'failure' && sees.waits ? { [sees.waits]: SHORT_MS } : {}
      const turn = await lab.ask({
        model,
        text: promptOf(cell, mark),
        router: routerWith(undefined, timeouts),
      })
      const answer = await answerOf(turn)

      const words = markText(mark, WORDS).split(' ')
      const served = { provider, upstreamModel: model.routes[0].upstreamModel }
      if (sees.kind === 'whole') expectWhole(answer, sees, words, served)
      else expectFailure(answer, sees, words, served)
      if (sees.kind === 'failure' && sees.waits) expectInTime(answer, SHORT_MS)

      await expect.poll(() => lab.upstream.openConnections(), { interval: 5 }).toBe(0)
      expect(lab.upstream.requests).toHaveLength(sees.kind === 'failure' ? sees.tries : 1)
      const outcomes = lab.upstream.requests.map(({ outcome }) => outcome)
      if (sees.kind === 'whole') expect(outcomes).toEqual(['complete'])
      else if (sees.waits) expect(outcomes).toEqual(['client-closed'])
      else if (sees.status !== null && sees.status >= 400) expect(outcomes).toEqual(['refused'])

      const { headers, reply, error, stored } = answer
      expect(leakedInto(JSON.stringify([[...headers], reply, error, stored, lines]))).toEqual([])
      expect(lines.join('\n')).not.toContain(mark)
      expect(lines.filter((line) => line.includes('"event":"reply.broken"'))).toHaveLength(
        sees.kind === 'whole' ? 0 : 1,
      )
    })
  })
}
