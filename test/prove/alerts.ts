import { setTimeout as pause } from 'node:timers/promises'
import { allAlerts } from '../../alerts/rules.ts'
import { bringUp, type LocalStack } from '../../app/local-stack.ts'
import { runProfile } from '../../app/run.ts'
import { type AlertDrill, type DrillResult, runAlertDrill } from '../../drills/alert-drill.ts'
import { type AlertObserver, httpAlertObserver } from '../../drills/alert-observer.ts'
import {
  availabilityBurnDrill,
  crashDrill,
  type DrillGround,
  heapGrowthDrill,
  latencyBurnDrill,
  runErrorDrill,
  runLatencyDrill,
  targetDownDrill,
} from '../../drills/demo-drills.ts'
import { demoFaults } from '../../drills/demo-faults.ts'
import {
  cpuDrill,
  databaseConnectionsDrill,
  eventLoopDrill,
  memoryDrill,
  redisMemoryDrill,
} from '../../drills/resource-drills.ts'
import { runGateDrills } from '../../drills/run-gate-drills.ts'
import { readContract } from '../../store/contract-file.ts'
import { temporaryProject } from '../support/temporary-project.ts'
import { markdownTable, type Proof } from './proof.ts'

/** Enough requests for every gate's guard, little enough for two cores that also run the stack. */
const RATE_PER_SECOND = 100
/** Longer than all drills together; the run is stopped when they are done. */
const RUN_MS = 120 * 60_000
const ADMIN_TOKEN = 'drill-admin-token'

/** Fires, delivers and resolves every alert on the live stack, by faults in the service itself. */
export const alertsProof: Proof = {
  name: 'alerts',
  proves: 'every alert fires, is delivered and resolves on the live stack',
  run: async (say) => {
    const { project, remove } = temporaryProject()
    const local = await bringUp({ project, say, port: 0, demoAdminToken: ADMIN_TOKEN })
    const stop = new AbortController()
    const run = runProfile({
      project,
      profile: 'demo',
      overrides: {
        target: local.addresses.demo,
        ratePerSecond: RATE_PER_SECOND,
        durationMs: RUN_MS,
      },
      scraping: { prometheus: local.addresses.prometheus },
      stop: stop.signal,
      say,
    })
    run.catch((error: unknown) => say(`the run broke: ${error}`))
    try {
      const results = await drillAll(local, say)
      const generated = allAlerts(await readContract(project.contractPath))
      const names = [...new Set(generated.map(({ alert }) => alert))]
      return {
        body: page(results, names),
        held: results.every(({ failure }) => failure === undefined),
      }
    } finally {
      stop.abort()
      await run.catch(() => undefined)
      await local.stack.stop()
      remove()
    }
  },
}

async function drillAll(local: LocalStack, say: (line: string) => void): Promise<DrillResult[]> {
  const observer = httpAlertObserver(local.addresses.prometheus, local.addresses.server)
  const faults = demoFaults(local.addresses.demo, ADMIN_TOKEN)
  const ground: DrillGround = { faults, stack: local.stack }
  const oneByOne = async (drills: readonly AlertDrill[]): Promise<DrillResult[]> => {
    const results: DrillResult[] = []
    for (const drill of drills) {
      const onStep = (step: string, ms: number): void =>
        say(`${drill.alert}: ${step} ${(ms / 1000).toFixed(1)} s`)
      const result = await runAlertDrill(drill, { observer, onStep })
      if (result.failure) say(`${drill.alert}: FAILED, ${result.failure}`)
      results.push(result)
    }
    return results
  }
  // Two lanes that disturb each other's alerts in nothing; the stopped target comes last.
  const [beat, slow, held] = await Promise.all([
    watchdogBeat(observer),
    oneByOne([
      latencyBurnDrill(ground),
      runLatencyDrill(ground),
      availabilityBurnDrill(ground),
      runErrorDrill(ground),
      ...runGateDrills(ground),
      eventLoopDrill(ground),
      cpuDrill(ground),
    ]),
    oneByOne([
      databaseConnectionsDrill(ground),
      memoryDrill(ground),
      redisMemoryDrill(ground),
      heapGrowthDrill(ground),
    ]),
  ])
  return [
    beat,
    ...slow,
    ...held,
    ...(await oneByOne([targetDownDrill(ground), crashDrill(ground)])),
  ]
}

/** The watchdog never resolves: its proof is that a beat arrives. */
async function watchdogBeat(observer: AlertObserver): Promise<DrillResult> {
  const startedAt = Date.now()
  const result = { alert: 'Watchdog', fault: 'none: it always fires' }
  while (Date.now() - startedAt < 3 * 60_000) {
    const firing = (await observer.active()).some(({ name }) => name === 'Watchdog')
    const beat = (await observer.delivered()).find(({ alert }) => alert === 'Watchdog')
    const deliveredMs = beat && Math.max(0, Date.parse(beat.receivedAt) - startedAt)
    if (firing && deliveredMs !== undefined) return { ...result, firingMs: 0, deliveredMs }
    await pause(500)
  }
  return { ...result, failure: 'no beat was delivered within 180 s of the stack being ready' }
}

/** @param names alerts that the contract's rules hold */
function page(results: readonly DrillResult[], names: readonly string[]): string {
  const missing = names.filter((name) => !results.some(({ alert }) => alert === name))
  const seconds = (ms: number | undefined): string =>
    ms === undefined ? '–' : (ms / 1000).toFixed(1)
  const rows = results.map((r) => [
    r.alert,
    r.fault,
    seconds(r.pendingMs),
    seconds(r.firingMs),
    seconds(r.deliveredMs),
    seconds(r.resolvedMs),
    seconds(r.resolvedDeliveredMs),
    r.failure ?? 'held',
  ])
  return [
    `Load: the demo profile at ${RATE_PER_SECOND}/s. Seconds to pending, firing and delivered count from the fault's start, to resolved from its end; \`pending\` is seen by asking Prometheus four times a second. Production burns run at their real windows.`,
    '',
    markdownTable(
      [
        'alert',
        'fault',
        'pending s',
        'firing s',
        'delivered s',
        'resolved s',
        'resolution delivered s',
        'result',
      ],
      rows,
    ),
    '',
    missing.length === 0
      ? 'Every alert that is generated is in the table.'
      : `Not drilled: ${missing.join(', ')}.`,
  ].join('\n')
}
