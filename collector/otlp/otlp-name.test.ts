import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ALL_SERIES } from '../../series/all-series.ts'
import { HTTP } from '../../series/http-series.ts'
import { PROCESS } from '../../series/process-series.ts'
import { otlpName, otlpWord } from './otlp-name.ts'

/** What the specification makes of an OTLP metric (dots, unit, `_total`, `_ratio`). */
function ingestedName(name: string, unit: string, type: string): string {
  const suffix = { s: '_seconds', By: '_bytes' }[unit] ?? ''
  const base = name.replaceAll('.', '_')
  const ratio = unit === '1' && type === 'gauge' ? '_ratio' : ''
  return `${base}${base.endsWith(suffix) ? '' : suffix}${ratio}${type === 'counter' ? '_total' : ''}`
}

const OF_THE_COLLECTOR = ALL_SERIES.filter(({ source }) => source === 'collector/preload')

test('ingestion of OTLP gives every series of the collector its own name back', () => {
  for (const series of OF_THE_COLLECTOR) {
    const { name, unit } = otlpName(series)
    assert.equal(ingestedName(name, unit, series.type), series.name)
    for (const label of series.labels) assert.equal(otlpWord(label).replaceAll('.', '_'), label)
  }
})

test("names are those of OpenTelemetry's conventions", () => {
  assert.deepEqual(otlpName(HTTP.serverDuration), {
    name: 'http.server.request.duration',
    unit: 's',
  })
  assert.deepEqual(otlpName(HTTP.serverActive), { name: 'http.server.active_requests', unit: '' })
  assert.deepEqual(otlpName(PROCESS.cpuTime), { name: 'process.cpu.time', unit: 's' })
  assert.deepEqual(otlpName(PROCESS.eventLoopUtilization), {
    name: 'nodejs.eventloop.utilization',
    unit: '1',
  })
  assert.equal(otlpWord('http_response_status_code'), 'http.response.status_code')
  assert.equal(otlpWord('db_client_connection_pool_name'), 'db.client.connection.pool.name')
})
