import { PlimsollError } from '../../contract/errors.ts'
import { parsePollSettings } from './poll-settings.ts'
import { startPoller } from './start-poller.ts'

const log = (line: string): void => {
  process.stdout.write(`plimsoll-poller: ${line}\n`)
}

try {
  const poller = await startPoller(parsePollSettings(process.env), log)
  log(`ready, metrics on ${poller.url}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void poller.stop())
  }
} catch (error) {
  if (!(error instanceof PlimsollError)) throw error
  const hint = error.hint === undefined ? '' : ` (${error.hint})`
  process.stderr.write(`plimsoll-poller: ${error.message}${hint}\n`)
  process.exitCode = error.exitCode
}
