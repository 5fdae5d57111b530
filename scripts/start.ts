import { orExplain } from './process/or-explain.ts'
import { launch } from './serve/launch.ts'

await orExplain(() => launch('start'))
