import { HttpProblem } from '../http-problem.ts'
import { numberParam, optionalParam, type ParamRules, parseParams } from './fault-params.ts'

/** What every fault takes beside its own parameters: seconds after which it ends by itself. */
export interface Deadline {
  readonly forSeconds: number | undefined
}

const longestSeconds = 86_400
const deadlineRules: ParamRules<Deadline> = {
  forSeconds: optionalParam(numberParam(1, longestSeconds)),
}

/** One way in which the service can be made to misbehave on request. */
export interface Fault {
  readonly name: string
  /** Checks parameters without effect; the answer says what was understood and starts the fault. */
  readonly plan: (body: unknown) => {
    readonly params: Deadline
    readonly start: () => Promise<void>
  }
  readonly stop: () => Promise<void>
  /** What the fault holds or did so far, measured. */
  readonly state: () => Readonly<Record<string, number>>
  /** The body to go on with in a new process, where the last one left any. */
  readonly resume?: (() => Promise<object | undefined>) | undefined
}

/** Couples a fault's parameter rules with the code that receives them, already typed. */
export function fault<P extends object>(spec: {
  name: string
  rules: ParamRules<P>
  /** What is wrong with parameters that are right one by one. */
  check?: ((params: P) => string | undefined) | undefined
  start: (params: P & Deadline) => void | Promise<void>
  stop: () => void | Promise<void>
  state: () => Readonly<Record<string, number>>
  resume?: () => Promise<object | undefined>
}): Fault {
  const rules = { ...spec.rules, ...deadlineRules } as ParamRules<P & Deadline>
  return {
    name: spec.name,
    plan: (body) => {
      const params = parseParams(spec.name, body, rules)
      const problem = spec.check?.(params)
      if (problem) throw new HttpProblem(400, 'bad_fault', `fault ${spec.name}: ${problem}`)
      return { params, start: async () => spec.start(params) }
    },
    stop: async () => spec.stop(),
    state: spec.state,
    resume: spec.resume,
  }
}
