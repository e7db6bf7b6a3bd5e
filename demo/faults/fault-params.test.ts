import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberParam, parseParams, routeParam, wholeNumberParam } from './fault-params.ts'

const routes = new Set(['GET /goals', 'POST /goals', 'GET /agents'])
const rules = {
  ms: wholeNumberParam(1, 1000),
  ratio: numberParam(0, 1, 1),
  route: routeParam(routes),
}
const parse = (body: unknown) => parseParams('latency', body, rules)

test('what is not given takes its default', () => {
  assert.deepEqual(parse({ ms: 5 }), { ms: 5, ratio: 1, route: undefined })
})

test('the ends of a range belong to it', () => {
  assert.deepEqual(parse({ ms: 1, ratio: 0 }), { ms: 1, ratio: 0, route: undefined })
  assert.deepEqual(parse({ ms: 1000, ratio: 1 }), { ms: 1000, ratio: 1, route: undefined })
})

test('a route is named with its method or for all methods', () => {
  assert.equal(parse({ ms: 5, route: 'POST /goals' }).route, 'POST /goals')
  assert.equal(parse({ ms: 5, route: '/goals' }).route, '/goals')
})

for (const [body, message] of [
  [undefined, /ms must be a whole number from 1 to 1000, not missing/],
  ['text', /ms must be .* not missing/],
  [{ ms: '5' }, /ms must be .* not "5"/],
  [{ ms: 1.5 }, /ms must be .* not 1.5/],
  [{ ms: 0 }, /ms must be .* not 0/],
  [{ ms: 1001 }, /ms must be .* not 1001/],
  [{ ms: null }, /ms must be .* not null/],
  [{ ms: 5, ratio: 1.01 }, /ratio must be a number from 0 to 1, not 1.01/],
  [{ ms: 5, route: '/nowhere' }, /route must be one of .*GET \/agents.*, not "\/nowhere"/],
  [{ ms: 5, speed: 1 }, /speed is unknown \(known: ms, ratio, route\)/],
] as const) {
  test(`${JSON.stringify(body)} is refused with a reason`, () => {
    assert.throws(() => parse(body), { status: 400, code: 'bad_fault', message })
  })
}

test('all problems of one body are reported together', () => {
  assert.throws(() => parse({ ms: 0, ratio: 2, extra: 1 }), /extra is unknown.*ms must.*ratio must/)
})
