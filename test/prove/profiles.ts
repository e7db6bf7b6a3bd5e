import { loadavg } from 'node:os'
import { bringUp } from '../../app/local-stack.ts'
import { type FinishedRun, runProfile } from '../../app/run.ts'
import { lineText, objectiveLabels, valueText } from '../../reports/objective-labels.ts'
import { requestCounts } from '../../verdict/judged-load.ts'
import { durationText, measuredText } from '../../verdict/quantity-text.ts'
import { LEAST_DELIVERED_RATIO, scheduleLagP99Ms } from '../../verdict/validity.ts'
import { temporaryProject } from '../support/temporary-project.ts'
import { markdownTable, type Proof } from './proof.ts'

/** Together ten minutes. */
const FULL_LENGTH = ['spike', 'instant-spike']
/** What would take a day and an hour more, in the fraction of its time that makes a minute or so of each. */
const REHEARSED = { stress: 0.1, gradual: 0.1, endurance: 0.05, soak: 0.001 }

interface Ran {
  readonly finished: FinishedRun
  /** It measured nothing, for a reason of ours, and another run took its place. */
  readonly isRepeated: boolean
  /** Tasks that wanted a core in the minute before its end, of this machine. */
  readonly loadAverage: number
}

/** The spikes of the requirements as they are asked for, and what takes too long as a rehearsal, on the demo's own service. */
export const profilesProof: Proof = {
  name: 'profiles',
  proves:
    'the demo goes through its spikes at full length and recovers; longer loads are rehearsed',
  run: async (say) => {
    const { project, remove } = temporaryProject()
    const local = await bringUp({ project, say, port: 0 })
    const once = async (profile: string, timeScale?: number): Promise<Ran> => {
      const finished = await runProfile({
        project,
        profile,
        overrides: { target: local.addresses.demo, timeScale },
        stop: new AbortController().signal,
        say,
      })
      say(`${profile}: ${finished.verdict.sentence}`)
      return { finished, isRepeated: false, loadAverage: loadavg()[0] ?? 0 }
    }
    /** A run that this machine spoiled is repeated once, as in the demo. */
    const ran = async (profile: string, timeScale?: number): Promise<Ran[]> => {
      const first = await once(profile, timeScale)
      if (first.finished.verdict.outcome !== 'invalid') return [first]
      return [{ ...first, isRepeated: true }, await once(profile, timeScale)]
    }
    try {
      const full: Ran[] = []
      for (const profile of FULL_LENGTH) full.push(...(await ran(profile)))
      const rehearsed: Ran[] = []
      for (const [profile, scale] of Object.entries(REHEARSED)) {
        rehearsed.push(...(await ran(profile, scale)))
      }
      return {
        body: page(full, rehearsed),
        held: [...full, ...rehearsed].every((one) => one.isRepeated || holds(one)),
      }
    } finally {
      await local.stack.stop()
      remove()
    }
  },
}

/** The whole load went out in time, and nothing that the profile judges broke. */
function holds({ finished }: Ran): boolean {
  const { verdict, record } = finished
  const { offered, delivered } = record.generator
  const sent = offered > 0 && delivered / offered >= LEAST_DELIVERED_RATIO
  return sent && (verdict.outcome === 'pass' || verdict.outcome === 'warn')
}

function page(full: readonly Ran[], rehearsed: readonly Ran[]): string {
  return [
    'One stack for all: the demo under its collector, PostgreSQL, Redis, Prometheus and Alertmanager beside the generator, on the same cores. The load average tells what else went on there: above the number of cores, others waited too. A run that was INVALID, which says nothing about the service, was repeated once. Offered are arrivals of an open load, requests of a closed one; lag is the P99 of how late the generator was itself; recovery is when the last window that was proven slow ended, counted from the end of the spike.',
    '',
    '## At full length',
    table(full),
    '',
    ...full.flatMap(judgedTable),
    '## Rehearsed',
    'By `--time-scale`: the same levels in a fraction of the time, so errors and checks are judged and latency, resources, recovery and growth are not. Nobody has waited a day here.',
    '',
    table(rehearsed),
  ].join('\n')
}

function table(runs: readonly Ran[]): string {
  const head = ['profile', 'at most', 'length', 'offered', 'delivered', 'errors', 'recovery']
  return markdownTable(
    [...head, 'lag P99', 'load average', 'verdict'],
    runs.map((one) => {
      const { record, verdict } = one.finished
      const { offered, delivered } = record.generator
      const { total, bad } = requestCounts(record.intervals)
      const recovery = verdict.objectives.find(({ kind }) => kind === 'recovery')
      const lagMs = scheduleLagP99Ms(record)
      return [
        record.profile + (record.timeScale === undefined ? '' : ` × ${record.timeScale}`),
        mostLoad(one),
        durationText(record.plannedDurationMs),
        String(offered),
        measuredText(delivered / offered, 'ratio'),
        measuredText(bad / total, 'ratio'),
        record.timeScale === undefined ? recoveryText(recovery?.value ?? null) : '–',
        lagMs === null ? '–' : measuredText(lagMs, 'ms'),
        one.loadAverage.toFixed(1),
        `${verdict.outcome.toUpperCase()}${holds(one) ? '' : one.isRepeated ? ', repeated' : ', NOT held'}`,
      ]
    }),
  )
}

function recoveryText(valueMs: number | null): string {
  if (valueMs === null) return '–'
  return valueMs === 0 ? 'never slow' : measuredText(valueMs, 'ms')
}

function mostLoad({ finished }: Ran): string {
  const { phases } = finished.record
  const users = Math.max(...phases.map((phase) => phase.users ?? 0))
  const rate = Math.max(...phases.map((phase) => phase.ratePerSecond ?? 0))
  return users > 0 ? `${users} users` : `${rate}/s`
}

function judgedTable({ finished }: Ran): string[] {
  const { verdict } = finished
  const judged = verdict.objectives.filter(({ outcome }) => outcome !== 'not-judged')
  const labels = objectiveLabels(judged)
  return [
    `### ${verdict.profile}`,
    verdict.sentence,
    '',
    markdownTable(
      ['objective', 'measured', 'line', 'outcome'],
      judged.map((each) => [
        labels.get(each.id) ?? each.title,
        valueText(each),
        lineText(each),
        each.outcome,
      ]),
    ),
    ...verdict.validity.warnings.flatMap((warning) => ['', `Warning: ${warning}.`]),
    '',
  ]
}
