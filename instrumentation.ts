/** Next calls this once when a server starts, before it answers; never during `next build`. */
export async function register(): Promise<void> {
  // Written this way round, the bundler leaves the import out of what runs on the edge.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { boot } = await import('./lib/boot/boot.ts')
    const { recordPeerAddresses } = await import('./lib/boot/peer-address.ts')
    boot()
    recordPeerAddresses()
    const { beginWork } = await import('./lib/boot/begin-work.ts')
    beginWork()
  }
}
