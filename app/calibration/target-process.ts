import { fork } from 'node:child_process'
import { once } from 'node:events'
import { PlimsollError } from '../../contract/errors.ts'
import type { FromTarget, SeenRequest } from './seen-request.ts'

/** The calibration's target, in a process of its own on the loopback. */
export interface CalibrationTarget {
  readonly port: number
  readonly url: string
  /** What it saw since the last time, once nothing is under way. */
  readonly takeLog: () => Promise<readonly SeenRequest[]>
}

/** It starts, and gives its log, in some milliseconds; a machine under load gets longer. */
const DEADLINE_MS = 10_000

/** Starts the target; it ends with `resources`, or with this process. */
export async function startTarget(resources: AsyncDisposableStack): Promise<CalibrationTarget> {
  const child = fork(new URL('./target.ts', import.meta.url), {
    execArgv: [], // --test, --inspect and --cpu-prof are meant for this process
    serialization: 'advanced',
  })
  const exited = once(child, 'exit')
  resources.defer(async () => {
    child.kill()
    await exited
  })
  const answer = async <K extends FromTarget['kind']>(kind: K) => {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    const message = await Promise.race([
      once(child, 'message', { signal }).then(([each]) => each as FromTarget),
      exited.then(([code, signal]) => lost(`ended with ${code ?? signal}`)),
    ]).catch((cause: unknown) => {
      if (!signal.aborted) throw cause
      return lost(`gave no ${kind} within ${DEADLINE_MS / 1000} s`)
    })
    if (message.kind !== kind) return lost(`said ${message.kind} instead of ${kind}`)
    return message as Extract<FromTarget, { kind: K }>
  }
  const { port } = await answer('listening')
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    takeLog: async () => {
      child.send('log')
      return (await answer('log')).seen
    },
  }
}

function lost(how: string): never {
  throw new PlimsollError('PROCESS_FAILED', `the calibration's target on the loopback ${how}`, {
    hint: 'run plimsoll calibrate again; plimsoll doctor looks at this machine',
  })
}
