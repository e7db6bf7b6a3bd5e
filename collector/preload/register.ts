import { isMainThread } from 'node:worker_threads'
import { messageOf } from './guard.ts'
import { logLine } from './log-line.ts'
import { startCollector } from './start-collector.ts'

// The entry: `node --import plimsoll/collector/register app.js`. Workers inherit it, but there is one page a process.
if (isMainThread) {
  try {
    startCollector(process.env, process.cwd())
  } catch (error) {
    logLine(`the collector did not start, the service goes on: ${messageOf(error)}`)
  }
}
