import { describeMatrix } from './matrix.ts'

describeMatrix('cloudflare')
