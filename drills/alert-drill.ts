import { setTimeout as pause } from 'node:timers/promises'
import type { AlertObserver } from './alert-observer.ts'

/** A fault, the alert it must raise, and how long each step may take. */
export interface AlertDrill {
  readonly alert: string
  /** Labels the alert must carry to be the one meant. */
  readonly labels?: Readonly<Record<string, string>>
  /** What is done to the service, in words. */
  readonly fault: string
  readonly inject: () => Promise<void>
  readonly restore: () => Promise<void>
  /** From the injection to the delivery, at most, milliseconds. */
  readonly deliverWithinMs: number
  /** From the restoration to the delivered resolution, at most, milliseconds. */
  readonly resolveWithinMs: number
}

/** Measured times; milliseconds from the injection, and from the restoration for what resolves. */
export interface DrillResult {
  readonly alert: string
  readonly fault: string
  readonly pendingMs?: number
  readonly firingMs?: number
  readonly deliveredMs?: number
  readonly resolvedMs?: number
  readonly resolvedDeliveredMs?: number
  /** What did not happen in time; absent when all did. */
  readonly failure?: string
}

export type DrillStep = 'injected' | 'pending' | 'firing' | 'delivered' | 'restored' | 'resolved'

export interface DrillOptions {
  readonly observer: AlertObserver
  /** Told of each step as it is seen, with its time from the injection or restoration, milliseconds. */
  readonly onStep?: (step: DrillStep, ms: number) => void
  readonly signal?: AbortSignal
}

/** Four looks a second: an order of magnitude finer than the rules' evaluation interval. */
const LOOK_EVERY_MS = 250

/** Injects a fault, watches its alert to the delivery, mends the fault and watches the alert resolve. */
export async function runAlertDrill(
  drill: AlertDrill,
  options: DrillOptions,
): Promise<DrillResult> {
  const injectedAt = Date.now()
  let raised: RaiseTimes
  let restoredAt: number
  try {
    await drill.inject()
    options.onStep?.('injected', Date.now() - injectedAt)
    raised = await watchRaise(drill, options, injectedAt)
  } finally {
    restoredAt = Date.now() // what resolves may do so, and say so, before the mending has answered
    await drill.restore()
  }
  const result = { alert: drill.alert, fault: drill.fault, ...raised }
  if (raised.deliveredMs === undefined) return { ...result, failure: notRaised(drill, raised) }
  options.onStep?.('restored', 0)
  const resolved = await watchResolution(drill, options, restoredAt)
  if (resolved.resolvedDeliveredMs !== undefined) return { ...result, ...resolved }
  const seconds = drill.resolveWithinMs / 1000
  const failure = `no resolution was delivered within ${seconds} s of the mending`
  return { ...result, ...resolved, failure }
}

type RaiseTimes = Pick<DrillResult, 'pendingMs' | 'firingMs' | 'deliveredMs'>
type ResolveTimes = Pick<DrillResult, 'resolvedMs' | 'resolvedDeliveredMs'>

/** Follows the alert from pending to its delivery; times count from `injectedAt`. */
async function watchRaise(
  drill: AlertDrill,
  { observer, onStep, signal }: DrillOptions,
  injectedAt: number,
): Promise<RaiseTimes> {
  const times: { pendingMs?: number; firingMs?: number; deliveredMs?: number } = {}
  const note = (key: keyof RaiseTimes, step: DrillStep, ms: number): void => {
    if (times[key] !== undefined) return
    times[key] = ms
    onStep?.(step, ms)
  }
  await until(drill.deliverWithinMs, signal, async () => {
    const active = (await observer.active()).find((a) => isMeant(drill, a.name, a.labels))
    const now = Date.now() - injectedAt
    if (active) note('pendingMs', 'pending', now)
    if (active?.state === 'firing') note('firingMs', 'firing', now)
    const deliveredAt = await firstDelivery(observer, drill, 'firing', injectedAt)
    if (deliveredAt === undefined) return false
    note('firingMs', 'firing', now)
    note('deliveredMs', 'delivered', deliveredAt - injectedAt)
    return true
  })
  return times
}

/** Follows the alert until it is gone and its end was delivered; times count from `restoredAt`. */
async function watchResolution(
  drill: AlertDrill,
  { observer, onStep, signal }: DrillOptions,
  restoredAt: number,
): Promise<ResolveTimes> {
  const times: { resolvedMs?: number; resolvedDeliveredMs?: number } = {}
  await until(drill.resolveWithinMs, signal, async () => {
    const firing = (await observer.active()).filter((a) => a.state === 'firing')
    if (!firing.some((a) => isMeant(drill, a.name, a.labels)))
      times.resolvedMs ??= Date.now() - restoredAt
    const deliveredAt = await firstDelivery(observer, drill, 'resolved', restoredAt)
    if (deliveredAt !== undefined) times.resolvedDeliveredMs = deliveredAt - restoredAt
    return times.resolvedMs !== undefined && times.resolvedDeliveredMs !== undefined
  })
  if (times.resolvedDeliveredMs !== undefined) onStep?.('resolved', times.resolvedDeliveredMs)
  return times
}

function isMeant(
  drill: AlertDrill,
  name: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(drill.labels ?? {})
  return name === drill.alert && wanted.every(([label, value]) => labels[label] === value)
}

function notRaised(drill: AlertDrill, times: { pendingMs?: number; firingMs?: number }): string {
  const seconds = drill.deliverWithinMs / 1000
  if (times.firingMs !== undefined) return `fired, but was not delivered within ${seconds} s`
  if (times.pendingMs !== undefined) return `became pending, but did not fire within ${seconds} s`
  return `did not even become pending within ${seconds} s`
}

async function firstDelivery(
  observer: AlertObserver,
  drill: AlertDrill,
  status: 'firing' | 'resolved',
  sinceMs: number,
): Promise<number | undefined> {
  const times = (await observer.delivered())
    .filter((d) => d.status === status && isMeant(drill, d.alert, d.labels))
    .map((d) => Date.parse(d.receivedAt))
    .filter((receivedMs) => receivedMs >= sinceMs)
  return times.length === 0 ? undefined : Math.min(...times)
}

async function until(
  withinMs: number,
  signal: AbortSignal | undefined,
  look: () => Promise<boolean>,
): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (Date.now() < deadline) {
    if (await look()) return true
    await pause(LOOK_EVERY_MS, undefined, signal ? { signal } : {})
  }
  return false
}
