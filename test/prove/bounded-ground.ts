import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { ContractInput } from '../../contract/schema.ts'
import type { RunSnapshot } from '../../measurement/run-snapshot.ts'
import { startTraffic, type TrafficRun } from '../../synthetic/start-traffic.ts'
import { aContract, anEndpoint } from '../support/builders.ts'

/** As many endpoints as a service of some size has: what is kept of a run grows with them. */
const ENDPOINTS = 20

/** A target in a process of its own, and runs against it. */
export interface Ground extends AsyncDisposable {
  readonly start: (
    profile: ContractInput['profiles'][string],
    onSnapshot?: (snapshot: RunSnapshot) => void,
  ) => Promise<TrafficRun>
}

/** Starts the target. */
export async function boundedGround(): Promise<Ground> {
  const target = fork(new URL('bounded-target.ts', import.meta.url))
  const [{ port }] = (await once(target, 'message')) as [AddressInfo]
  const baseUrl = `http://127.0.0.1:${port}`
  const endpoints = Array.from({ length: ENDPOINTS }, (_, i) =>
    anEndpoint({ name: `endpoint-${i}`, path: `/${i}` }),
  )
  return {
    start: (profile, onSnapshot = () => undefined) =>
      startTraffic({
        contract: aContract({
          service: { name: 'target', baseUrl },
          endpoints,
          profiles: { load: profile },
        }),
        profileName: 'load',
        runId: 'bounded',
        runLabel: 'bounded',
        baseUrl,
        seed: 1,
        onSnapshot,
      }),
    [Symbol.asyncDispose]: async () => {
      target.kill()
      await once(target, 'exit')
    },
  }
}
