import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContract, anEndpoint } from '../test/support/builders.ts'
import { bucketEdges, MAX_EDGES } from './bucket-edges.ts'

test('warn and fail lines, multiples and fast edges become the edges, in seconds, ascending', () => {
  const endpoints = [anEndpoint({ latency: { p95Ms: 100 }, warnMargin: 0.5 })]

  assert.deepEqual(bucketEdges(aContract({ endpoints })), {
    seconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.11, 0.15, 0.2],
    droppedSeconds: [],
  })
})

test('lines are never dropped, whatever their number; helpful edges are, and are named', () => {
  const endpoints = Array.from({ length: 60 }, (_, i) =>
    anEndpoint({ name: `e${i}`, path: `/e${i}`, latency: { p95Ms: 100 + i } }),
  )
  const { seconds, droppedSeconds } = bucketEdges(aContract({ endpoints }))

  assert.ok(endpoints.every((_, i) => seconds.includes((100 + i) / 1000)))
  assert.ok(seconds.length > MAX_EDGES)
  assert.ok(droppedSeconds.includes(0.2))
})

test('an own target of a profile is an edge too', () => {
  const contract = aContract({
    profiles: {
      fast: {
        model: 'open',
        ratePerSecond: 1,
        duration: '1s',
        judges: ['p95'],
        latency: { p95Ms: 42 },
      },
    },
  })

  assert.ok(bucketEdges(contract).seconds.includes(0.042))
})
