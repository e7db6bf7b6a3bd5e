import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runAlertDrill } from './alert-drill.ts'
import type { ActiveAlert, AlertObserver, DeliveredAlert } from './alert-observer.ts'

/** A small alerting chain in memory: the fault raises the alert after some looks, mending ends it. */
function aChain(options: { raises?: boolean; delivers?: boolean } = {}): {
  observer: AlertObserver
  inject: () => Promise<void>
  restore: () => Promise<void>
  isFaulty: () => boolean
} {
  const { raises = true, delivers = true } = options
  const deliveries: DeliveredAlert[] = []
  let faulty = false
  let looks = 0
  const labels = { alertname: 'LatencyHigh', endpoint: 'checkout' }
  const deliver = (status: 'firing' | 'resolved'): void => {
    if (!delivers) return
    deliveries.push({ alert: 'LatencyHigh', status, receivedAt: new Date().toISOString(), labels })
  }
  const state = (): ActiveAlert['state'] | undefined =>
    !(faulty && raises) ? undefined : looks > 2 ? 'firing' : 'pending'
  return {
    isFaulty: () => faulty,
    inject: async () => {
      faulty = true
      looks = 0
    },
    restore: async () => {
      faulty = false
      deliver('resolved')
    },
    observer: {
      active: async () => {
        looks += 1
        const now = state()
        if (looks === 3 && now === 'firing') deliver('firing')
        return now ? [{ name: 'LatencyHigh', labels, state: now }] : []
      },
      delivered: async () => deliveries,
    },
  }
}

const LIMITS = { deliverWithinMs: 2000, resolveWithinMs: 2000 }

test('a drill measures pending, firing, delivered and resolved, in this order', async () => {
  const chain = aChain()
  const result = await runAlertDrill(
    { alert: 'LatencyHigh', fault: 'slow', ...LIMITS, ...chain },
    { observer: chain.observer },
  )

  assert.equal(result.failure, undefined)
  const { pendingMs = -1, firingMs = -1, deliveredMs = -1, resolvedDeliveredMs = -1 } = result
  assert.ok(pendingMs >= 0 && firingMs >= pendingMs && deliveredMs >= pendingMs)
  assert.ok(resolvedDeliveredMs >= 0)
})

test('an alert that stays silent fails the drill, says how far it came, and the fault is mended', async () => {
  const chain = aChain({ raises: false })
  const drill = { alert: 'LatencyHigh', fault: 'slow', deliverWithinMs: 300, resolveWithinMs: 300 }
  const result = await runAlertDrill({ ...drill, ...chain }, { observer: chain.observer })

  assert.equal(result.failure, 'did not even become pending within 0.3 s')
  assert.equal(chain.isFaulty(), false)
})

test('an alert that fires but reaches nobody fails the drill', async () => {
  const chain = aChain({ delivers: false })
  const drill = { alert: 'LatencyHigh', fault: 'slow', deliverWithinMs: 1500, resolveWithinMs: 300 }
  const result = await runAlertDrill({ ...drill, ...chain }, { observer: chain.observer })

  assert.equal(result.failure, 'fired, but was not delivered within 1.5 s')
})

test('another alert of the same name with other labels is not taken for the one meant', async () => {
  const chain = aChain()
  const drill = { alert: 'LatencyHigh', labels: { endpoint: 'search' }, fault: 'slow' }
  const limits = { deliverWithinMs: 300, resolveWithinMs: 300 }
  const result = await runAlertDrill(
    { ...drill, ...limits, ...chain },
    { observer: chain.observer },
  )

  assert.match(result.failure ?? '', /pending/)
})
