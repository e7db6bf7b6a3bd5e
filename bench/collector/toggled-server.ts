import { createServer } from 'node:http'
import { EventLoopSeries } from '../../collector/preload/event-loop-series.ts'
import { createGuard } from '../../collector/preload/guard.ts'
import { HistogramFamily } from '../../collector/preload/histogram.ts'
import { Requests } from '../../collector/preload/requests.ts'
import { contractRoutes } from '../../collector/preload/routes.ts'
import { RuntimeSeries } from '../../collector/preload/runtime-series.ts'
import { HTTP } from '../../series/http-series.ts'
import { answerQuestions, cpuMicroseconds } from './answer-questions.ts'
import { BENCH_EDGES_SECONDS, benchRoutes } from './bench-contract.ts'
import { workingApp } from './working-app.ts'

// Switched on and off inside one process: what separate processes differ in by luck (memory layout, what the
// optimiser did first) is the same on both sides. WORK_ROUNDS unset: plain node:http.
const family = new HistogramFamily(HTTP.serverDuration, BENCH_EDGES_SECONDS)
const requests = new Requests(contractRoutes(benchRoutes(), family))
const runtime = new RuntimeSeries()
const eventLoop = new EventLoopSeries()
const guard = createGuard()
let stops: (() => void)[] = []

const switchOff = (): number => {
  for (const stop of stops) stop()
  stops = []
  return 0
}
const work = process.env.WORK_ROUNDS

answerQuestions(
  createServer(work ? workingApp(Number(work)) : (_request, response) => response.end('ok')),
  {
    cpu: cpuMicroseconds,
    requests: () => {
      switchOff()
      stops = [requests.observe(guard, () => false)]
      return 1
    },
    all: () => {
      switchOff()
      stops = [requests.observe(guard, () => false), runtime.observe(guard), eventLoop.observe()]
      return 2
    },
    off: switchOff,
  },
)
