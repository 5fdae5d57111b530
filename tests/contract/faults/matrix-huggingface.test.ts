import { describeMatrix } from './matrix.ts'

describeMatrix('huggingface')
