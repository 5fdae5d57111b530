import { buildProduction } from './build/production-build.ts'
import { orExplain } from './process/or-explain.ts'

await orExplain(buildProduction)
