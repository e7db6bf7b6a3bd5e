import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stretchesOf } from './viewer-annotations.js'
import { legendOf, spanOf, substituted, timesOf } from './viewer-prometheus.js'
import { contractLines, isFloor, outcomeOf } from './viewer-thresholds.js'
import { ALL, momentOf, parsedView, patternOf, searchOf } from './viewer-view.js'

const RUN = { name: 'run', type: 'query', query: '', allValue: '.+' }

test('a span stands on whole steps, so that a refresh asks for the same instants', () => {
  const span = spanOf(1003, 1903, 1)

  assert.deepEqual(span, { from: 1000, to: 1900, step: 5, scrape: 1 })
  assert.equal(timesOf(span).length, 181)
  assert.equal(timesOf(span).at(-1), 1900)
})

test('the rate window is four scrapes, or a step and a scrape where that is longer, as in Grafana', () => {
  const expr = 'rate(x{run=~"$run"}[$__rate_interval]) / $__range'
  const variables = new Map([['run', 'a|b']])

  assert.equal(
    substituted(expr, { from: 0, to: 900, step: 5, scrape: 5 }, variables),
    'rate(x{run=~"a|b"}[20s]) / 900s',
  )
  assert.match(substituted(expr, { from: 0, to: 9000, step: 60, scrape: 5 }, variables), /\[65s\]/)
})

test('a chosen value matches itself, whatever signs it holds', () => {
  assert.equal(patternOf(RUN, ['10.0.0.1:80']), '10\\\\.0\\\\.0\\\\.1:80')
  assert.equal(patternOf(RUN, ['a"b']), 'a\\"b')
  assert.equal(patternOf(RUN, [ALL]), '.+')
})

test('times are read as Grafana writes them', () => {
  assert.equal(momentOf('now', 1000), 1000)
  assert.equal(momentOf('now-15m', 1000), 100)
  assert.equal(momentOf('1700000000000', 1000), 1_700_000_000)
  assert.throws(() => momentOf('yesterday', 1000), /cannot read the time/)
})

test('the address says it all, and back', () => {
  const search = searchOf({
    range: { from: 'now-1h', to: 'now' },
    refresh: '5s',
    variables: new Map([['run', ['x', 'y']]]),
  })

  assert.deepEqual(parsedView(search), {
    from: 'now-1h',
    to: 'now',
    refresh: '5s',
    variables: new Map([['run', ['x', 'y']]]),
  })
})

test('an outcome is the colour of the last step passed; without a line there is none', () => {
  const ceiling = [
    { color: 'green', value: null },
    { color: 'orange', value: 1 },
    { color: 'red', value: 2 },
  ]
  const floor = [
    { color: 'red', value: null },
    { color: 'green', value: 0.99 },
  ]

  assert.deepEqual(
    [0.5, 1, 2.5].map((value) => outcomeOf(value, ceiling)),
    ['pass', 'warn', 'fail'],
  )
  assert.deepEqual(contractLines(ceiling), [
    { at: 1, kind: 'warn' },
    { at: 2, kind: 'limit' },
  ])
  assert.equal(outcomeOf(0.5, floor), 'fail')
  assert.ok(isFloor(floor))
  assert.deepEqual(contractLines(floor), [{ at: 0.99, kind: 'limit' }])
  assert.equal(outcomeOf(7, ceiling.slice(0, 1)), undefined)
})

test('stretches end where the value changes and where data is missing', () => {
  const stretches = stretchesOf([0, 0, 2, null, 2], [10, 15, 20, 25, 30], 5)

  assert.deepEqual(stretches, [
    { value: 0, from: 10, to: 20 },
    { value: 2, from: 20, to: 25 },
    { value: 2, from: 30, to: 35 },
  ])
})

test('legends take labels, and lose what is absent', () => {
  assert.equal(legendOf('used {{instance}}', { instance: 'a:1' }), 'used a:1')
  assert.equal(legendOf('{{run}}', {}), '')
})
