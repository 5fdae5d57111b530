import { describe, expect, test } from 'vitest'
import { timeOf, withTime } from '../../../components/chat/thinking-times.ts'

describe('how long replies were thought about', () => {
  test('is found by the whole id alone', () => {
    const lines = withTime(withTime('', 'msg_1', 1234.6), 'msg_12', 500)
    expect(timeOf(lines, 'msg_1')).toBe(1235)
    expect(timeOf(lines, 'msg_12')).toBe(500)
    expect(timeOf(lines, 'sg_1')).toBeNull()
    expect(timeOf(lines, 'msg_')).toBeNull()
    expect(timeOf('', 'msg_1')).toBeNull()
    expect(timeOf('msg_1 soon', 'msg_1')).toBeNull()
  })

  test('is remembered of the newest', () => {
    let lines = ''
    for (let at = 0; at < 1000; at += 1) lines = withTime(lines, `msg_${at}`, at)
    expect(timeOf(lines, 'msg_999')).toBe(999)
    expect(timeOf(lines, 'msg_0')).toBeNull()
    expect(lines.split('\n')).toHaveLength(300)
  })
})
