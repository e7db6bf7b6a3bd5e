import { HttpProblem } from '../http-problem.ts'
import { type ParamRules, parseParams } from './fault-params.ts'

/** One way in which the service can be made to misbehave on request. */
export interface Fault {
  readonly name: string
  /** Checks parameters without effect; the answer says what was understood and starts the fault. */
  readonly plan: (body: unknown) => { readonly params: object; readonly start: () => Promise<void> }
  readonly stop: () => Promise<void>
  /** What the fault holds or did so far, measured. */
  readonly state: () => Readonly<Record<string, number>>
}

/** Couples a fault's parameter rules with the code that receives them, already typed. */
export function fault<P extends object>(spec: {
  name: string
  rules: ParamRules<P>
  /** What is wrong with parameters that are right one by one. */
  check?: (params: P) => string | undefined
  start: (params: P) => void | Promise<void>
  stop: () => void | Promise<void>
  state: () => Readonly<Record<string, number>>
}): Fault {
  return {
    name: spec.name,
    plan: (body) => {
      const params = parseParams(spec.name, body, spec.rules)
      const problem = spec.check?.(params)
      if (problem) throw new HttpProblem(400, 'bad_fault', `fault ${spec.name}: ${problem}`)
      return { params, start: async () => spec.start(params) }
    },
    stop: async () => spec.stop(),
    state: spec.state,
  }
}
