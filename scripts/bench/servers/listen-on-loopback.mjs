import { Server } from 'node:net'

// Portkey's gateway listens on every address of the machine and has no setting for it.
const { listen } = Server.prototype
Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'number') args[0] = { port: args[0], host: '127.0.0.1' }
  else if (args[0] && typeof args[0] === 'object') args[0] = { ...args[0], host: '127.0.0.1' }
  return listen.apply(this, args)
}
