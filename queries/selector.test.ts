import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyOf, leMatcher, selector } from './selector.ts'

test('a whole number of seconds matches the edge as Prometheus 2 and as 3 store it', () => {
  assert.equal(selector('b', { le: leMatcher(1) }), 'b{le=~"1|1\\\\.0"}')
  assert.equal(selector('b', { le: leMatcher(0.25) }), 'b{le="0.25"}')
})

test('words with regular-expression signs match only themselves', () => {
  const routes = selector('c', { http_route: anyOf(['/a.b', '/c/:id']) })

  assert.equal(routes, 'c{http_route=~"/a\\\\.b|/c/:id"}')
})

test('a matcher without a value is left out', () => {
  assert.equal(selector('up', { job: undefined }), 'up')
})
