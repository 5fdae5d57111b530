import { startDemoStack } from '../../../tests/support/demo-stack.ts'
import { measureChatPage } from '../page/chat-page.ts'
import { figureOf } from '../process/statistics.ts'
import type { Row } from '../report.ts'

/** The web chat in Chromium, its processor slowed down: bytes, times and the stalls of a long reply. */
export async function chatPage(rounds: number): Promise<Row[]> {
  const { app, stop } = await startDemoStack()
  try {
    const figures = await measureChatPage(app.origin, { rounds })
    const { javaScriptBytes, timeToInteractiveMs, keystrokeMs, stream } = figures
    const scenario = `chat page, ${figures.cpuSlowdown} × slowed down`
    const row = (figure: string, value: number, unit: string, ratio?: { name: string; is: number }): Row => ({
      scenario,
      figure,
      value: figureOf([value]),
      unit,
      ...(ratio && { against: { name: ratio.name, ratio: figureOf([ratio.is]) } }),
    })
    const kib = (bytes: number) => bytes / 1024
    return [
      row('JavaScript of the sign-in page, gzipped', kib(javaScriptBytes.signIn), 'KiB'),
      row('JavaScript of a new chat, gzipped', kib(javaScriptBytes.newChat), 'KiB'),
      row('JavaScript of a stored chat, gzipped', kib(javaScriptBytes.storedChat), 'KiB'),
      row('time to interactive, empty', timeToInteractiveMs.empty, 'ms'),
      row('time to interactive, 10 messages', timeToInteractiveMs.of10, 'ms'),
      row('time to interactive, 500 messages', timeToInteractiveMs.of500, 'ms', {
        name: '10 messages',
        is: figures.openRatio,
      }),
      row('time to interactive, 1,000 messages', timeToInteractiveMs.of1000, 'ms'),
      row('work per key, empty', keystrokeMs.empty, 'ms'),
      row('work per key, 500 messages', keystrokeMs.of500, 'ms', {
        name: 'empty',
        is: figures.keystrokeRatio,
      }),
      row(`longest stall of a reply of ${stream.characters} characters`, stream.longestStallMs, 'ms'),
    ]
  } finally {
    await stop()
  }
}
