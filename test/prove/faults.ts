import { bringUp, type LocalStack } from '../../app/local-stack.ts'
import { type FinishedRun, runProfile } from '../../app/run.ts'
import { readmeParams } from '../../demo/test-support/readme-params.ts'
import { demoFaults } from '../../drills/demo-faults.ts'
import { temporaryProject } from '../support/temporary-project.ts'
import { markdownTable, type Proof } from './proof.ts'

/** What two cores serve beside the stack, with enough requests for the P95 of every endpoint but the rarest. */
const RATE_PER_SECOND = 150
/** Six windows of the resource readings. */
const RUN_MS = 45_000
const ADMIN_TOKEN = 'fault-admin-token'

/**
 * Each fault and the objectives (ids of the verdict, by their beginning) of which one must fail. Those that
 * leave the pool full of idle connections for half a minute come last.
 */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  latency: ['latency.'],
  'latency-drift': ['latency.'],
  errors: ['error-ratio'],
  'external-down': ['error-ratio'],
  hang: ['error-ratio'],
  'cache-off': ['resource.cacheHitRatio'],
  'redis-memory': ['resource.redisMemory'],
  'database-connections': ['resource.dbConnections'],
  memory: ['resource.memory'],
  'cpu-burn': ['resource.cpu'],
  'event-loop-block': ['resource.eventLoopDelay'],
  'slow-query': ['latency.tasks'],
  'n-plus-one': ['latency.list-goals'],
  'pool-exhaustion': ['resource.dbPoolWait'],
  'connection-leak': ['resource.dbPoolWait', 'error-ratio'],
}

interface Row {
  readonly fault: string
  readonly params: object
  readonly failed: readonly string[]
  readonly held: boolean
}

/** Runs the demo's contract once in health and once under each fault: the one passes, the others fail where they should. */
export const faultsProof: Proof = {
  name: 'faults',
  proves: 'every fault takes the demo over its line of the contract, and a healthy demo holds all',
  run: async (say) => {
    const { project, remove } = temporaryProject()
    const local = await bringUp({ project, say, port: 0, demoAdminToken: ADMIN_TOKEN })
    try {
      const rows: Row[] = []
      const run = () =>
        runProfile({
          project,
          profile: 'demo',
          overrides: {
            target: local.addresses.demo,
            ratePerSecond: RATE_PER_SECOND,
            durationMs: RUN_MS,
          },
          scraping: { prometheus: local.addresses.prometheus },
          stop: new AbortController().signal,
          say: () => undefined,
        })
      const healthy = failedIn(await run())
      say(`healthy: ${healthy.join(', ') || 'nothing failed'}`)
      rows.push({ fault: 'none', params: {}, failed: healthy, held: healthy.length === 0 })
      for (const [fault, wanted] of Object.entries(EXPECTED)) {
        const row = await underFault(local, fault, wanted, run)
        say(`${fault}: ${row.held ? 'held' : 'NOT held'}: ${row.failed.join(', ')}`)
        rows.push(row)
      }
      return { body: page(rows), held: rows.every(({ held }) => held) }
    } finally {
      await local.stack.stop()
      remove()
    }
  },
}

async function underFault(
  local: LocalStack,
  fault: string,
  wanted: readonly string[],
  run: () => Promise<FinishedRun>,
): Promise<Row> {
  const faults = demoFaults(local.addresses.demo, ADMIN_TOKEN)
  const params = readmeParams(fault)
  await faults.switchOn(fault, { ...params, forSeconds: (3 * RUN_MS) / 1000 })
  try {
    const failed = failedIn(await run())
    const held = failed.some((id) => wanted.some((beginning) => id.startsWith(beginning)))
    return { fault, params, failed, held }
  } catch (error) {
    return { fault, params, failed: [`the run broke: ${error}`], held: false }
  } finally {
    await faults.switchOff(fault)
  }
}

const failedIn = ({ verdict }: FinishedRun): string[] =>
  verdict.objectives
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ id, value }) => `${id} ${value === null ? '' : Number(value.toPrecision(3))}`)

function page(rows: readonly Row[]): string {
  return [
    `Load: the demo profile at ${RATE_PER_SECOND}/s for ${RUN_MS / 1000} s, a run for each row; the parameters are those of demo/README.md.`,
    '',
    markdownTable(
      ['fault', 'parameters', 'failed objectives', 'result'],
      rows.map(({ fault, params, failed, held }) => [
        fault,
        `\`${JSON.stringify(params)}\``,
        failed.join(', ') || '–',
        held ? 'held' : 'NOT held',
      ]),
    ),
  ].join('\n')
}
