import { describe, expect, test } from 'vitest'
import { clientAddress } from '../../../lib/session/client-address.ts'

const addressOf = (headers: Record<string, string>) => clientAddress({ headers: new Headers(headers) })

describe('the address that is counted', () => {
  test.each([
    ['a client that is connected directly', '203.0.113.9', '203.0.113.9'],
    ['one that pretends to pass others on', '8.8.8.8, 1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['a client behind a proxy on this machine', '203.0.113.9, 127.0.0.1', '203.0.113.9'],
    ['a liar behind a proxy on this machine', '8.8.8.8, 203.0.113.9, ::1', '203.0.113.9'],
    ['behind a balancer and a proxy', '8.8.8.8, 203.0.113.9, 10.0.0.4, 127.0.0.1', '203.0.113.9'],
    ['a client in the house', '192.168.1.5', '192.168.1.5'],
    ['a client in the house, behind a proxy', '192.168.1.5, 127.0.0.1', '192.168.1.5'],
    ['somebody on this machine', '127.0.0.1', '127.0.0.1'],
    ['an IPv4 address in the clothes of an IPv6 one', '::ffff:203.0.113.9', '203.0.113.9'],
    ['an address with its port', '203.0.113.9:51234, 127.0.0.1', '203.0.113.9'],
    ['what is no address', 'unknown, , <script>, 203.0.113.9', '203.0.113.9'],
    ['an IPv6 network', '2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
    ['the same network with a port', '[2001:DB8:1:2::ffff]:443', '2001:db8:1:2::/64'],
    ['a short IPv6 address', '2001:db8::1', '2001:db8:0:0::/64'],
  ])('%s: %s', (_who, forwarded, expected) => {
    expect(addressOf({ 'x-forwarded-for': forwarded })).toBe(expected)
  })

  test('is X-Real-IP where the list has nobody from outside', () => {
    expect(addressOf({ 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '203.0.113.9' })).toBe('203.0.113.9')
    expect(addressOf({ 'x-real-ip': '203.0.113.9' })).toBe('203.0.113.9')
    expect(addressOf({ 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '8.8.8.8' })).toBe('203.0.113.9')
  })

  test('is unknown where nobody says it', () => {
    expect(addressOf({})).toBeNull()
    expect(addressOf({ 'x-forwarded-for': 'unknown' })).toBeNull()
  })
})
