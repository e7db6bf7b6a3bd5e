import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUTCOMES } from '../measurement/outcomes.ts'
import { anEndpoint } from '../test/support/builders.ts'
import { aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { startTraffic, type TrafficRun } from './start-traffic.ts'

/** Users, offered rate, dropped, schedule lag, active: one each whatever the contract. */
const OF_THE_RUN = 5

test('the number of series follows from the contract alone, whatever is answered', async (t) => {
  const statuses = [200, 204, 299, 404, 418, 499, 503, 599]
  const server = await aRawServer(t, (socket, { number }) => {
    socket.write(anAnswer('', `HTTP/1.1 ${statuses[number % statuses.length]} Any`))
  })
  for (const endpoints of [1, 3]) {
    const run = await startTraffic({
      contract: aTrafficContract(
        server.url,
        { model: 'closed', users: 2, duration: '30s', iterations: 24, judges: ['checks'] },
        {
          endpoints: Array.from({ length: endpoints }, (_, i) =>
            anEndpoint({ name: `endpoint-${i}`, path: `/${i}` }),
          ),
        },
      ),
      profileName: 'load',
      runId: 'run',
      runLabel: 'run',
      baseUrl: server.url,
      seed: 1,
    })
    const before = await seriesOf(run)
    await run.done

    assert.deepEqual(await seriesOf(run), before)
    const phases = 1
    const ofEndpoints = endpoints * OUTCOMES.length * 2 // durations and requests
    assert.equal(before.length, new Set(before).size)
    assert.equal(before.length, ofEndpoints + OF_THE_RUN + phases)
  }
})

/** Name and labels of every series, sorted. */
async function seriesOf({ producer }: TrafficRun): Promise<string[]> {
  const { resourceMetrics } = await producer.collect()
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
  return metrics
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes }) => `${descriptor.name} ${JSON.stringify(attributes)}`),
    )
    .toSorted()
}
