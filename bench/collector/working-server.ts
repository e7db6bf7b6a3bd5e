import { createServer } from 'node:http'
import { answerQuestions, cpuMicroseconds } from './answer-questions.ts'
import { workingApp } from './working-app.ts'

// Measured as any service is: alone, or with the collector preloaded.

/** Most CPU time between two turns of the event loop. Not wall time: that holds what other processes took. */
let longestTurn = 0
let lastTurn = 0
let isWatching = false
function turn(): void {
  const now = cpuMicroseconds()
  longestTurn = Math.max(longestTurn, now - lastTurn)
  lastTurn = now
  if (isWatching) setImmediate(turn)
}

answerQuestions(createServer(workingApp(Number(process.env.WORK_ROUNDS ?? 0))), {
  cpu: cpuMicroseconds,
  watch: () => {
    isWatching = true
    lastTurn = cpuMicroseconds()
    longestTurn = 0
    setImmediate(turn)
    return 1
  },
  longestTurn: () => {
    isWatching = false
    return longestTurn
  },
})
