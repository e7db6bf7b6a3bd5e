import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Checks, Endpoint } from '../contract/endpoints.ts'
import { compiledChecks, failedCheck } from './checks.ts'
import { compiledExtraction, extractInto } from './extraction.ts'
import type { Received } from './received.ts'
import type { Variables } from './template.ts'

const ENDPOINT: Endpoint = { name: 'it', method: 'GET', path: '/it' }

function anAnswer(overrides: Partial<Received> = {}): Received {
  const body = '{"items":[{"id":5,"name":"Ada"}],"total":0,"next":null}'
  return {
    status: 200,
    rawHeaders: ['Content-Type', 'application/json', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2'],
    bodyBytes: body.length,
    body,
    latencyMs: 12,
    ...overrides,
  }
}

const problem = (checks: Checks, answer: Partial<Received> = {}): string | undefined =>
  failedCheck(compiledChecks({ ...ENDPOINT, checks }, undefined), anAnswer(answer))

const expects = (endpoint: Partial<Endpoint>, status: number): boolean =>
  compiledChecks({ ...ENDPOINT, ...endpoint }, undefined).expectedStatus[status] === 1

test('by default 200 to 399 are expected; the endpoint, or a check of the status, says otherwise', () => {
  assert.ok(expects({}, 200) && expects({}, 399) && !expects({}, 404) && !expects({}, 199))
  assert.ok(expects({ expectedStatuses: [404] }, 404) && !expects({ expectedStatuses: [404] }, 200))
  assert.ok(expects({ checks: { status: 404 } }, 404) && !expects({ checks: { status: 404 } }, 200))
})

test('every check that holds is silent', () => {
  const checks = {
    status: [200, 201],
    bodyIncludes: 'Ada',
    json: { 'items[0].id': 5, total: 0, next: null, 'items[0].name': true },
    header: { 'content-type': 'json', 'set-cookie': 'b=2' },
    maxBodyBytes: 55,
    maxLatencyMs: 12,
  }

  assert.equal(problem(checks), undefined)
})

test('a check that does not hold says what was wanted and what came', () => {
  assert.equal(problem({ status: 201 }), 'want status 201, got 200')
  assert.equal(problem({ bodyIncludes: 'Bob' }), 'want a body with "Bob"')
  assert.equal(
    problem({ json: { 'items[1].id': true } }),
    'want JSON items[1].id present, got nothing',
  )
  assert.equal(problem({ json: { total: 1 } }), 'want JSON total 1, got 0')
  assert.equal(problem({ json: { total: 0 } }, { body: '<html>' }), 'want a JSON body')
  assert.equal(problem({ header: { etag: 'x' } }), 'want header etag with "x", got null')
  assert.equal(problem({ maxBodyBytes: 10 }), 'want at most 10 bytes of body, got 55')
  assert.equal(problem({ maxLatencyMs: 10 }), 'want an answer within 10 ms, took 12.0 ms')
})

test("a step's own checks win over the endpoint's, field by field", () => {
  const compiled = compiledChecks(
    { ...ENDPOINT, checks: { bodyIncludes: 'Bob' } },
    { bodyIncludes: 'Ada' },
  )

  assert.equal(failedCheck(compiled, anAnswer()), undefined)
})

test('values come from JSON with their type, from headers, and from the first group of a pattern', () => {
  const variables: Variables = {}
  const extraction = compiledExtraction({
    id: { json: '$.items[0].id' },
    cookie: { header: 'Set-Cookie' },
    name: { regex: '"name":"(\\w+)"' },
    whole: { regex: 'total' },
  })

  assert.equal(extractInto(variables, extraction, anAnswer()), undefined)
  assert.deepEqual(variables, { id: 5, cookie: 'a=1, b=2', name: 'Ada', whole: 'total' })
})

test('what the answer does not hold is said, and an object is no value', () => {
  const missing = compiledExtraction({ x: { json: 'items[0]' } })

  assert.equal(extractInto({}, missing, anAnswer()), 'want x from JSON items[0], found nothing')
})

test('a path leads through lists, dots and brackets, never into what a value inherits', () => {
  const body = '{"a":[[1,{"b":false}]],"":0,"n":null}'
  const found = (json: string): unknown => {
    const variables: Variables = {}
    extractInto(variables, compiledExtraction({ x: { json } }), anAnswer({ body }))
    return variables.x
  }

  assert.equal(found('a[0][1].b'), false)
  assert.equal(found('$.a[0][0]'), 1)
  assert.equal(found('n'), undefined)
  assert.equal(found('a[0].length'), 2)
  assert.equal(found('constructor.name'), undefined)
  assert.equal(found('a[9][0]'), undefined)
})

test('an answer that is no JSON, lacks the header or does not match is a failed extraction, not a crash', () => {
  const missing = (extraction: Parameters<typeof compiledExtraction>[0]): string | undefined =>
    extractInto({}, compiledExtraction(extraction), anAnswer({ body: '<html>' }))

  assert.equal(missing({ x: { json: 'id' } }), 'want x from JSON id, found nothing')
  assert.equal(missing({ x: { header: 'Location' } }), 'want x from header Location, found nothing')
  assert.equal(missing({ x: { regex: 'id=(\\d+)' } }), 'want x from /id=(\\d+)/, found nothing')
})
