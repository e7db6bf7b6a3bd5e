import type { MetricData, MetricProducer } from '@opentelemetry/sdk-metrics'
import { POSTGRESQL, REDIS } from '../../series/database-series.ts'
import type { SeriesDefinition } from '../../series/series-definition.ts'
import { gaugeData, seriesProducer } from '../../telemetry/metric-data.ts'
import type { Poll } from './poll.ts'
import type { PostgresqlAnswer } from './postgresql-source.ts'
import type { RedisAnswer } from './redis-source.ts'

/** The answers as series. Without an answer there is only `up` at 0: the last values would be a lie. */
export function pollerSeries(
  postgresql: Poll<PostgresqlAnswer> | undefined,
  redis: Poll<RedisAnswer> | undefined,
): MetricProducer {
  return seriesProducer('plimsoll-poller', () => [
    ...upData(POSTGRESQL.up, postgresql?.isUp),
    ...postgresqlData(postgresql?.answer),
    ...upData(REDIS.up, redis?.isUp),
    ...redisData(redis?.answer),
  ])
}

function upData(
  series: SeriesDefinition & { type: 'gauge' },
  isUp: boolean | undefined,
): MetricData[] {
  return isUp === undefined ? [] : [gaugeData(series, [{ labels: {}, value: isUp ? 1 : 0 }])]
}

function postgresqlData(answer: PostgresqlAnswer | undefined): MetricData[] {
  if (answer === undefined) return []
  const backends = [...answer.backendsByState].map(([state, value]) => ({
    labels: { state },
    value,
  }))
  return [
    gaugeData(POSTGRESQL.backends, backends),
    gaugeData(POSTGRESQL.connectionMax, [{ labels: {}, value: answer.connectionMax }]),
  ]
}

function redisData(answer: RedisAnswer | undefined): MetricData[] {
  if (answer === undefined) return []
  return [
    gaugeData(REDIS.memoryUsed, [{ labels: {}, value: answer.usedBytes }]),
    gaugeData(REDIS.memoryMax, [{ labels: {}, value: answer.maximumBytes }]),
  ]
}
