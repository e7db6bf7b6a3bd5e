import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DATABASE_CLIENT } from '../../series/database-series.ts'
import { HistogramFamily } from './histogram.ts'

const family = () => new HistogramFamily(DATABASE_CLIENT.waitTime, [0.01, 0.1])
const textOf = (histograms: HistogramFamily): string => [...histograms.texts()].join('')
const samples = (text: string): string[] => text.split('\n').filter((line) => !/^#|^$/.test(line))

test('a value on an edge counts within it, one above every edge only in +Inf', () => {
  const histograms = family()
  const child = histograms.add(['main'])

  for (const seconds of [0.01, 0.02, 0.1, 0.5]) child.record(seconds)

  const name = 'db_client_connection_wait_time_seconds'
  const pool = 'db_client_connection_pool_name="main"'
  assert.deepEqual(samples(textOf(histograms)), [
    `${name}_bucket{${pool},le="0.01"} 1`,
    `${name}_bucket{${pool},le="0.1"} 3`,
    `${name}_bucket{${pool},le="+Inf"} 4`,
    `${name}_sum{${pool}} 0.63`,
    `${name}_count{${pool}} 4`,
  ])
})

test('the text follows what was recorded after it was last written', () => {
  const histograms = family()
  const child = histograms.add(['main'])
  textOf(histograms)

  child.record(0.05)

  assert.match(textOf(histograms), /_count\{[^}]*\} 1\n/)
})

test('labels are escaped as the text format demands; a family without children says nothing', () => {
  const histograms = family()
  assert.equal(textOf(histograms), '')

  histograms.add(['a"b\\c\nd'])

  assert.ok(textOf(histograms).includes('pool_name="a\\"b\\\\c\\nd"'))
})
