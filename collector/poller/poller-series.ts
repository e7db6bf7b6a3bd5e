import type { MetricData, MetricProducer } from '@opentelemetry/sdk-metrics'
import { POLLER } from '../../series/host-series.ts'
import { POSTGRESQL } from '../../series/postgresql-series.ts'
import { REDIS } from '../../series/redis-series.ts'
import { gaugeData, seriesProducer } from '../../telemetry/metric-data.ts'
import type { Answer, Poll } from './poll.ts'

/** Everything that is asked at a scrape. */
export interface Polls {
  readonly postgresql: Poll | undefined
  readonly redis: Poll | undefined
  readonly host: Poll
}

/** The answers as series. Without an answer there is only `up` at 0: the last values would be a lie. */
export function pollerSeries({ postgresql, redis, host }: Polls): MetricProducer {
  return seriesProducer('plimsoll-poller', async () => {
    const [ofPostgresql, ofRedis, ofHost] = await Promise.all([
      postgresql?.answer(),
      redis?.answer(),
      host.answer(),
    ])
    const answers = [ofPostgresql, ofRedis, ofHost].filter((answer) => answer !== undefined)
    return [
      ...(postgresql ? [gaugeData(POSTGRESQL.up, [isThere(ofPostgresql)])] : []),
      ...(redis ? [gaugeData(REDIS.up, [isThere(ofRedis)])] : []),
      ...answers.flatMap(({ metrics }) => metrics),
      readableData(answers, ofHost !== undefined),
    ]
  })
}

const isThere = (answer: Answer | undefined) => ({ labels: {}, value: answer ? 1 : 0 })

function readableData(answers: readonly Answer[], hostAnswers: boolean): MetricData {
  const parts = answers.flatMap(({ parts }) => [...parts])
  const subjects = [
    ...parts.map(([subject, reason]) => [subject, reason === undefined] as const),
    ['host', hostAnswers] as const,
  ]
  const readings = subjects.map(([subject, isReadable]) => ({
    labels: { subject },
    value: isReadable ? 1 : 0,
  }))
  return gaugeData(POLLER.readable, readings)
}
