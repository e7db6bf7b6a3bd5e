import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import { aContract, anEndpoint, aProfile } from '../test/support/builders.ts'
import { targetsDocument } from './targets-document.ts'

const documentOf = (overrides: Partial<ContractInput>): string =>
  targetsDocument(aContract(overrides), 'DO NOT EDIT')

test('a target stands with its fail line where the two differ, and alone where they do not', () => {
  const latency = { p95Ms: 800, p99Ms: 2000 }
  const text = documentOf({
    endpoints: [
      anEndpoint({ name: 'exact', path: '/exact', latency }),
      anEndpoint({ name: 'wide', path: '/wide', latency, warnMargin: 0.5 }),
    ],
  })

  assert.match(text, /\| exact \| `GET \/exact` \| – \| 800 ms \| 2 s \| – \|/)
  assert.match(text, /\| 800 ms, fails beyond 1\.2 s \| 2 s, fails beyond 3 s \|/)
})

test('a category names the endpoints it holds for', () => {
  const categories = { read: { p95Ms: 300 }, spare: { p95Ms: 300 } }
  const text = documentOf({
    categories,
    endpoints: [anEndpoint({ category: 'read', latency: undefined })],
  })

  assert.match(text, /\| read \| – \| 300 ms \| – \| – \| checkout \|/)
  assert.match(text, /\| spare \|.*\| none \|/)
})

test('every budget says for which load it holds and how many clean requests prove it', () => {
  const text = documentOf({
    budgets: { errorRatio: [{ upToUsers: 50, maxRatio: 0.01, failRatio: 0.05 }] },
    profiles: { load: aProfile({ budgets: { errorRatio: [{ maxRatio: 0.05 }] } }) },
  })

  assert.match(text, /\| every profile \| up to 50 users \| 1 % \| 5 % \| 299 \|/)
  assert.match(text, /\| load \| any \| 5 % \| 5 % \| 59 \|/)
})

test('limits are written in the units people read, floors as floors', () => {
  const text = documentOf({
    resources: {
      memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 536_870_912 },
      cacheHitRatio: { warnRatio: 0.8, limitRatio: 0.7 },
    },
    triggers: [{ name: 'slow', signal: 'p95-ms', above: 300, for: '5m' }],
  })

  assert.match(text, /beyond 70 % of 512 MiB \| beyond 80 % of 512 MiB/)
  assert.match(text, /below 80 % \| below 70 %/)
  assert.match(text, /\| slow \| P95 latency above 300 ms \| 5 min \|/)
})

test('a profile of stages is told as it runs: ramps, holds and steps', () => {
  const closed = aProfile({
    model: 'closed',
    ratePerSecond: undefined,
    duration: undefined,
    stages: [
      { phase: 'up', duration: '2m', users: 1000 },
      { phase: 'hold', duration: '5m', users: 1000 },
      { phase: 'spike', duration: '10s', users: 5000, shape: 'step' },
    ],
  })
  const text = documentOf({ profiles: { load: closed } })

  assert.match(
    text,
    /ramp to 1,000 users in 2 min, then 1,000 users for 5 min, then 5,000 users for 10 s/,
  )
})

test('what lint finds stands below the promises it is about', () => {
  const text = documentOf({ profiles: { load: aProfile({ ratePerSecond: 1 }) } })

  assert.match(text, /^## What of this cannot be held to/m)
  assert.match(text, /its P95 needs at least 59 \(`PERCENTILE_UNPROVABLE`\)/)
  assert.doesNotMatch(documentOf({}), /cannot be held to/)
})
