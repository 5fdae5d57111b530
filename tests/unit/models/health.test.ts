import { describe, expect, test } from 'vitest'
import { type Lesson, PROBE_AFTER_MS, RouteHealth } from '../../../lib/models/health.ts'

const route = { provider: 'huggingface' as const, upstreamModel: 'a/b' }
const fault: Lesson = { outcome: 'upstream_unavailable', counts: true, retryAfterMs: null, limit: false }
const ok: Lesson = { outcome: 'ok', firstPartMs: 10 }

function clocked() {
  const clock = { now: 1_000_000 }
  return { clock, health: new RouteHealth(() => clock.now) }
}

describe('a route’s circuit', () => {
  test('opens after three faults in a row, not two, and a success between starts anew', () => {
    const { health } = clocked()
    health.report(route, fault)
    health.report(route, fault)
    health.report(route, ok)
    health.report(route, fault)
    health.report(route, fault)
    expect(health.admits(route)).toBe(true)
    health.report(route, fault)
    expect(health.admits(route)).toBe(false)
    expect(health.view(route).health).toBe('down')
    expect(health.shut(route)).toEqual({ code: 'upstream_unavailable', retryAfterMs: PROBE_AFTER_MS })
  })

  test('lets exactly one probe through after 30 s', () => {
    const { clock, health } = clocked()
    for (let times = 0; times < 3; times += 1) health.report(route, fault)
    clock.now += PROBE_AFTER_MS
    expect([health.admits(route), health.admits(route)]).toEqual([true, false])
    health.report(route, ok)
    expect([health.admits(route), health.admits(route)]).toEqual([true, true])
    expect(health.view(route)).toEqual({ health: 'up', limitedUntil: null })
  })

  test('a failed probe shuts it for another 30 s; one that was released lets the next through', () => {
    const { clock, health } = clocked()
    for (let times = 0; times < 3; times += 1) health.report(route, fault)
    clock.now += PROBE_AFTER_MS
    expect(health.admits(route)).toBe(true)
    health.report(route, fault)
    expect(health.admits(route)).toBe(false)
    clock.now += PROBE_AFTER_MS
    expect(health.admits(route)).toBe(true)
    health.release(route)
    expect(health.admits(route)).toBe(true)
  })

  test('a Retry-After shuts it at once until then and shows as limited', () => {
    const { clock, health } = clocked()
    health.report(route, {
      outcome: 'upstream_rate_limited',
      counts: false,
      retryAfterMs: 90_000,
      limit: false,
    })
    expect(health.admits(route)).toBe(false)
    expect(health.view(route)).toEqual({ health: 'limited', limitedUntil: clock.now + 90_000 })
    clock.now += 90_000
    expect(health.admits(route)).toBe(true)
  })

  test('of two reasons to be shut the one that ends last is told, with its own code and wait, and seen', () => {
    const { clock, health } = clocked()
    const limited: Lesson = {
      outcome: 'upstream_rate_limited',
      counts: false,
      retryAfterMs: 1000,
      limit: false,
    }
    for (let times = 0; times < 3; times += 1) health.report(route, fault)
    health.report(route, limited)
    const broken = { code: 'upstream_unavailable', retryAfterMs: PROBE_AFTER_MS }
    expect(health.shut(route)).toEqual(broken)
    expect(health.view(route)).toEqual({ health: 'down', limitedUntil: null })
    health.report(route, { ...limited, retryAfterMs: 90_000 })
    expect(health.shut(route)).toEqual({ code: 'upstream_rate_limited', retryAfterMs: 90_000 })
    expect(health.view(route)).toEqual({ health: 'limited', limitedUntil: clock.now + 90_000 })
    clock.now += 90_000
    expect(health.admits(route)).toBe(true)
    expect(health.shut(route)).toEqual(broken)
    expect(health.view(route)).toEqual({ health: 'down', limitedUntil: null })
  })

  test('a fault that does not count is not what an open circuit is blamed on', () => {
    const { health } = clocked()
    for (let times = 0; times < 3; times += 1) health.report(route, fault)
    health.report(route, { outcome: 'upstream_rejected', counts: false, retryAfterMs: null, limit: false })
    expect(health.shut(route)?.code).toBe('upstream_unavailable')
  })

  test('faults that are not the provider’s never open it', () => {
    const { health } = clocked()
    for (let times = 0; times < 10; times += 1)
      health.report(route, { outcome: 'upstream_rejected', counts: false, retryAfterMs: null, limit: false })
    expect(health.admits(route)).toBe(true)
  })

  test('is unknown before any turn and again when nobody used it for long; slow after a slow first part', () => {
    const { clock, health } = clocked()
    expect(health.view(route).health).toBe('unknown')
    health.report(route, { outcome: 'ok', firstPartMs: 20_000 })
    expect(health.view(route).health).toBe('slow')
    clock.now += 60 * 60_000
    expect(health.view(route).health).toBe('unknown')
  })

  test('routes do not share a circuit', () => {
    const { health } = clocked()
    for (let times = 0; times < 3; times += 1) health.report(route, fault)
    expect(health.admits({ ...route, upstreamModel: 'other' })).toBe(true)
  })
})
