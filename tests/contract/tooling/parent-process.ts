import { startServerProcess } from '../../../scripts/serve/server-process.ts'

/** Starts a server on the data folder given, prints its address, and lives on. */
const { origin } = await startServerProcess({ DATA_DIR: process.argv[2] ?? '' })
console.log(origin)
