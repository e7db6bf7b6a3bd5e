import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContract, anEndpoint } from '../test/support/builders.ts'
import { edgeFindings } from './lint.ts'

test('a contract whose lines fill the histogram is told which helpful edges went', () => {
  const endpoints = Array.from({ length: 16 }, (_, i) =>
    anEndpoint({
      name: `endpoint-${i}`,
      path: `/endpoint-${i}`,
      latency: { p50Ms: 101 + i, p95Ms: 301 + 7 * i, p99Ms: 1001 + 13 * i },
    }),
  )
  const [finding] = edgeFindings(aContract({ endpoints }))

  assert.equal(finding?.code, 'EDGES_DROPPED')
  assert.match(finding?.message ?? '', /331\.1 ms/)
})

test('a contract with room for all edges has no such finding', () => {
  assert.deepEqual(edgeFindings(aContract()), [])
})
