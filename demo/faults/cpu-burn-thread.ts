import { workerData } from 'node:worker_threads'

/** Ten periods a second: fine enough for every scrape, coarse enough that a wake-up costs nothing. */
const periodMs = 100

const { ratio, cpuMs } = workerData as { ratio: number; cpuMs: Float64Array }
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

for (;;) {
  const startedAtMs = performance.now()
  while (performance.now() - startedAtMs < periodMs * ratio);
  const { user, system } = process.threadCpuUsage()
  cpuMs[0] = (user + system) / 1000
  // The main thread ends this thread; until then it only sleeps and burns.
  Atomics.wait(never, 0, 0, periodMs * (1 - ratio))
}
