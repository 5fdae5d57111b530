import { describeMatrix } from './matrix.ts'

describeMatrix('openrouter')
