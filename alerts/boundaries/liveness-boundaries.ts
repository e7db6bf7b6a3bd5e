import type { Contract } from '../../contract/schema.ts'
import { serviceSeries } from '../../queries/dialect.ts'
import { JOBS } from '../../queries/scrape-jobs.ts'
import { selector } from '../../queries/selector.ts'
import { targetDownAlerts, watchdogAlert } from '../liveness-alerts.ts'
import { type Boundary, firingMs } from './boundary.ts'
import { constant } from './series-values.ts'

const EVALUATION_MS = 5000
const END_MS = 180_000

/** Boundaries of the alerts that watch the watching. */
export function livenessBoundaries(contract: Contract): Boundary[] {
  const own = { service_name: contract.service.name, job: JOBS.service }
  const target = { ...own, instance: '10.0.0.1:9464' }
  const { startTime } = serviceSeries(contract.service.dialect)
  const held = (value: number): string => constant(value, END_MS, EVALUATION_MS)
  const [down, absent] = targetDownAlerts(contract)
  const frame = (rule: Boundary['rule']) => ({
    rule,
    evaluationMs: EVALUATION_MS,
    sampleMs: EVALUATION_MS,
    onsetMs: 0,
    overCount: 1,
  })
  const watchdog = watchdogAlert(contract)
  return [
    ...(down
      ? [
          {
            ...frame(down),
            over: { [selector('up', target)]: held(0) },
            silent: [
              {
                title: 'while the target answers',
                series: { [selector('up', target)]: held(1) },
                atMs: firingMs(frame(down)),
              },
              {
                title: 'for a run that ended',
                series: { [selector('up', { ...target, job: JOBS.runs })]: held(0) },
                atMs: firingMs(frame(down)),
              },
            ],
            golden: { labels: target, value: 0 },
          },
        ]
      : []),
    ...(absent
      ? [
          {
            ...frame(absent),
            over: {},
            silent: [
              {
                title: 'while the process shows its start',
                series: { [selector(startTime.name, target)]: held(1) },
                atMs: firingMs(frame(absent)),
              },
            ],
            golden: { labels: own, value: 1 },
          },
        ]
      : []),
    { ...frame(watchdog), over: {}, silent: [], golden: { labels: {}, value: 1 } },
  ]
}
