import { writeFileSync } from 'node:fs'
import { faultMatrix } from './fault-matrix.ts'

writeFileSync(new URL('../../../docs/fault-matrix.md', import.meta.url), faultMatrix())
