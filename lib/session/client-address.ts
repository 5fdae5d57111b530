import { BlockList, isIP } from 'node:net'

/** Addresses that no client on the internet has: a proxy of ours, or somebody in the same house. */
const inHouse = new BlockList()
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  inHouse.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  inHouse.addSubnet(network, bits, 'ipv6')

const isInHouse = (address: string) => inHouse.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')

/** An address without port, brackets, zone and IPv4-in-IPv6 clothing; null when it is none. */
function plainAddress(given: string): string | null {
  const bare = given
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/u, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/u, '$1')
    .replace(/%.*$/u, '')
    .replace(/^::ffff:(?=\d+\.)/iu, '')
  return isIP(bare) ? bare : null
}

/** One customer has at least 2^64 IPv6 addresses, so those are counted by their network. */
function network(address: string): string {
  if (isIP(address) === 4) return address
  const compressed = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail = ''] = compressed.split('::')
  const groups = head.split(':').filter(Boolean)
  const rest = tail.split(':').filter(Boolean)
  const zeros = Array.from({ length: 8 - groups.length - rest.length }, () => '0')
  return `${[...groups, ...zeros, ...rest].slice(0, 4).join(':')}::/64`
}

/**
 * The address that attempts are counted under, or null when nobody knows it (then nothing is counted by address, lest
 * one caller shuts out all). lib/boot/peer-address.ts has written the address of the connection itself behind whatever
 * the request said, as a proxy does. So the list is read from its end: everything in house is a proxy of ours, and the
 * first address from outside is the client, however many it claims to pass on. Where all are in house it is what the
 * nearest proxy saw. Who is in the same house can lie about its address; the limit by account holds for them.
 */
export function clientAddress({ headers }: { readonly headers: Pick<Headers, 'get'> }): string | null {
  const chain = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map(plainAddress)
    .filter((address) => address !== null)
  const outside = chain.findLast((address) => !isInHouse(address))
  const address = outside ?? plainAddress(headers.get('x-real-ip') ?? '') ?? chain.at(-2) ?? chain.at(-1)
  return address === undefined ? null : network(address)
}
