import { parentPort, workerData } from 'node:worker_threads'
import { type StandInBehaviour, startExternalStandIn } from './external-stand-in.ts'

const { port, unanswered } = workerData as { port: number; unanswered: Int32Array }
const standIn = await startExternalStandIn(port, () => void Atomics.add(unanswered, 0, 1))
parentPort?.on('message', async (behaviour: StandInBehaviour) => {
  await standIn.behave(behaviour)
  parentPort?.postMessage(behaviour)
})
parentPort?.postMessage(standIn.url)
