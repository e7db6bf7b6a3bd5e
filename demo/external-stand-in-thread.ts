import { parentPort, workerData } from 'node:worker_threads'
import { startExternalStandIn } from './external-stand-in.ts'

parentPort?.postMessage(await startExternalStandIn(workerData.port))
