import { describeMatrix } from './matrix.ts'

describeMatrix('ollama')
