import { PlimsollError } from '../contract/errors.ts'
import { isRunning } from '../stack/process-state.ts'
import type { Store } from '../store/open-store.ts'
import type { RunningRun } from '../store/running-runs.ts'
import { exitCodeOf } from '../verdict/exit-code.ts'
import { judge } from '../verdict/judge.ts'
import { runTotals } from './run-totals.ts'
import { unreadFields } from './unread-fields.ts'

/** Runs under way now, newest first; what is left of those whose process died becomes their record. */
export function runningRuns(store: Store): RunningRun[] {
  const [alive, dead] = byLife(store.running.list())
  for (const run of dead) settleDead(store, run)
  return alive
}

/** Refuses when a run is under way: two loads on one machine would measure each other. */
export function requireNoOtherRun(store: Store): void {
  const [[other]] = byLife(store.running.list())
  if (!other) return
  const message = `run ${other.id} is under way in process ${other.pid}`
  throw new PlimsollError('ALREADY_RUNNING', message, {
    hint: 'two loads on one machine measure each other: wait for its end, or stop it with Ctrl-C in its terminal or Stop in the console',
  })
}

/** Registers a run unless another one is under way; of two that come at once, one is refused. */
export function claimRun(store: Store, run: RunningRun, besideOthers: boolean): void {
  store.atomically(() => {
    if (!besideOthers) requireNoOtherRun(store)
    store.running.register(run)
  })
}

/**
 * Takes a run out of the register. When it has no record, because its process died or the record could
 * not be saved, its last checkpoint becomes that, judged like any other.
 */
export function settleRun(store: Store, id: string): void {
  const record = store.runs.find(id) ? undefined : store.checkpoints.find(id)
  const verdict = record && judge(record, { unread: unreadFields(record.contract) })
  store.atomically(() => {
    if (record && verdict && !store.runs.find(id)) {
      const { outcome, sentence } = verdict
      store.runs.save(
        record,
        { outcome, sentence, exitCode: exitCodeOf(verdict) },
        runTotals(record),
      )
    }
    store.checkpoints.remove(id)
    store.running.unregister(id)
  })
}

/** A load without checkpoints, such as a drill's, leaves at least that it was. */
function settleDead(store: Store, run: RunningRun): void {
  if (!store.checkpoints.find(run.id)) store.running.markInterrupted(run, new Date())
  settleRun(store, run.id)
}

function byLife(runs: readonly RunningRun[]): [RunningRun[], RunningRun[]] {
  const lives = ({ pid, processStarted }: RunningRun) => isRunning({ pid, started: processStarted })
  return [runs.filter(lives), runs.filter((run) => !lives(run))]
}
