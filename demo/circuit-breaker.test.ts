import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CircuitBreaker, CircuitOpenError } from './circuit-breaker.ts'

function aBreaker() {
  const clock = { nowMs: 0 }
  const changes: string[] = []
  const breaker = new CircuitBreaker({
    failureThreshold: 3,
    openMs: 1000,
    nowMs: () => clock.nowMs,
    onChange: (state) => changes.push(state),
  })
  const succeed = () => breaker.run(async () => 'answer')
  const fail = () =>
    assert.rejects(
      breaker.run(() => Promise.reject(new Error('down'))),
      /down/,
    )
  const open = async () => {
    for (let i = 0; i < 3; i += 1) await fail()
  }
  return { breaker, clock, changes, succeed, fail, open }
}

test('failures in a row open the circuit, and then nothing is called', async () => {
  const { breaker, changes, open } = aBreaker()
  await open()
  let calls = 0
  const call = breaker.run(async () => {
    calls += 1
  })
  await assert.rejects(call, new CircuitOpenError(1))
  assert.equal(calls, 0)
  assert.deepEqual(changes, ['open'])
})

test('a success between failures keeps the circuit closed', async () => {
  const { changes, succeed, fail } = aBreaker()
  for (let i = 0; i < 4; i += 1) {
    await fail()
    await fail()
    await succeed()
  }
  assert.deepEqual(changes, [])
})

test('after the pause one probe passes, others wait for its outcome, and success closes', async () => {
  const { breaker, clock, changes, succeed, open } = aBreaker()
  await open()
  clock.nowMs = 1000
  const probe = Promise.withResolvers<string>()
  const probing = breaker.run(() => probe.promise)
  await assert.rejects(succeed(), CircuitOpenError)
  probe.resolve('back')
  assert.equal(await probing, 'back')
  assert.equal(await succeed(), 'answer')
  assert.deepEqual(changes, ['open', 'closed'])
})

test('a failed probe opens the circuit for another pause', async () => {
  const { clock, changes, succeed, fail, open } = aBreaker()
  await open()
  clock.nowMs = 1000
  await fail()
  clock.nowMs = 1999
  await assert.rejects(succeed(), CircuitOpenError)
  clock.nowMs = 2000
  assert.equal(await succeed(), 'answer')
  assert.deepEqual(changes, ['open', 'closed'])
})

test('a call from before the circuit opened does not close it', async () => {
  const { breaker, changes, succeed, open } = aBreaker()
  const early = Promise.withResolvers<string>()
  const call = breaker.run(() => early.promise)
  await open()
  early.resolve('late news')
  await call
  await assert.rejects(succeed(), CircuitOpenError)
  assert.deepEqual(changes, ['open'])
})
