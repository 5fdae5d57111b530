import { FrameTooLong, Lines, MOST_FRAME_CHARACTERS } from './lines.ts'

/** One message of a stream: its data, and whether the stream calls it an error (SSE's `event: error`). */
export type OnFrame = (data: string, isError: boolean) => void

/** Cuts a stream's text into frames, wherever the network cut it. */
export interface FrameDecoder {
  /** @throws FrameTooLong */
  push(text: string, onFrame: OnFrame): void
  /** The stream is at its end: gives what stands there without its closing line end. */
  end(onFrame: OnFrame): void
}

/**
 * Server-sent events as the WHATWG specification has them: any line end, a missing space after the colon, several
 * data lines, comments, unknown fields. Unlike it, gives the last event also when its empty line is missing, for
 * some servers close right behind `data: [DONE]`.
 */
export class SseDecoder implements FrameDecoder {
  readonly #lines = new Lines()
  #data: string | null = null
  #isError = false

  push(text: string, onFrame: OnFrame): void {
    this.#lines.push(text, (line) => this.#line(line, onFrame))
  }

  end(onFrame: OnFrame): void {
    this.#line(this.#lines.end(), onFrame)
    this.#line('', onFrame)
  }

  #line(line: string, onFrame: OnFrame): void {
    if (line === '') {
      const data = this.#data
      const isError = this.#isError
      this.#data = null
      this.#isError = false
      if (data) onFrame(data, isError)
    } else if (line.startsWith('data:')) this.#append(line.slice(line.charCodeAt(5) === 0x20 ? 6 : 5))
    else if (line === 'data') this.#append('')
    else if (line.startsWith('event:')) this.#isError = line.slice(6).trim() === 'error'
  }

  #append(value: string): void {
    this.#data = this.#data === null ? value : `${this.#data}\n${value}`
    if (this.#data.length > MOST_FRAME_CHARACTERS) throw new FrameTooLong()
  }
}

/** JSON values on a line each; empty lines mean nothing. */
export class NdjsonDecoder implements FrameDecoder {
  readonly #lines = new Lines()

  push(text: string, onFrame: OnFrame): void {
    this.#lines.push(text, (line) => this.#line(line, onFrame))
  }

  end(onFrame: OnFrame): void {
    this.#line(this.#lines.end(), onFrame)
  }

  #line(line: string, onFrame: OnFrame): void {
    if (line.trim() !== '') onFrame(line, false)
  }
}
