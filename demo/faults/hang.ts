import { HeldRequests } from './held-requests.ts'
import { type Aim, type RequestFault, requestFault } from './request-fault.ts'

/** Requests are accepted and not answered, until their clients give up or the fault ends: then they go on. */
export function hangFault(aim: Aim): RequestFault {
  const held = new HeldRequests()
  return requestFault<object>(aim, {
    name: 'hang',
    rules: {},
    strike: (_params, res) => held.hold(res),
    stop: () => held.letAllGo(),
    state: () => ({ hangingRequests: held.count }),
  })
}
