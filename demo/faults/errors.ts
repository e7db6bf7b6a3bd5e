import { HttpProblem } from '../http-problem.ts'
import { type Aim, type RequestFault, requestFault } from './request-fault.ts'

/** Requests are answered 500 instead of being handled. */
export function errorsFault(aim: Aim): RequestFault {
  let failedRequests = 0
  return requestFault<object>(aim, {
    name: 'errors',
    rules: {},
    ratioRequired: true,
    strike: () => {
      failedRequests += 1
      throw new HttpProblem(500, 'injected', 'failed by the errors fault')
    },
    start: () => {
      failedRequests = 0
    },
    state: () => ({ failedRequests }),
  })
}
