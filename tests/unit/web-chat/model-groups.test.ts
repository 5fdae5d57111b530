import { expect, test } from 'vitest'
import type { ModelChoice } from '../../../components/models/model-choice.ts'
import { groupModels } from '../../../components/models/model-groups.ts'

const model = (publisher: string, available: boolean, words: string): ModelChoice['models'][string] => ({
  name: words,
  icon: '',
  publisher,
  available,
  health: 'unknown',
  contextWindow: 8192,
  defaults: { temperature: null, maxTokens: null },
  words,
  facts: null,
  card: null,
})

const choice: ModelChoice = {
  models: {
    'a/one': model('A', false, 'one small'),
    'b/two': model('B', true, 'two large'),
    'b/three': model('B', true, 'three small'),
  },
}

test('publishers with a model that can be used stand first', () => {
  expect(groupModels(choice, '', [])).toEqual([
    { label: 'B', ids: ['b/two', 'b/three'] },
    { label: 'A', ids: ['a/one'] },
  ])
})

test('favourites stand before all, and only once', () => {
  expect(groupModels(choice, '', ['b/three', 'gone/away'])).toEqual([
    { label: 'Favourites', ids: ['b/three'] },
    { label: 'B', ids: ['b/two'] },
    { label: 'A', ids: ['a/one'] },
  ])
})

test('every word of a search has to be there, in any case', () => {
  expect(groupModels(choice, 'SMALL th', []).flatMap(({ ids }) => ids)).toEqual(['b/three'])
  expect(groupModels(choice, 'nothing', [])).toEqual([])
})
