import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GENERATORS, type Generator, versionOf, type Workload } from './generators.ts'
import { type Ground, reportedAtRate, steadyUse, type Use } from './measure.ts'
import { type Accuracy, type Measured, resultsPage } from './results-page.ts'
import { buildTarget } from './target.ts'

export const summary =
  'our engine against autocannon, wrk, k6, Locust and Artillery (--quick: to check the bench)'

/** How much is measured. A window of memory is long enough for garbage collections to settle. */
const FULL = { rounds: 5, seconds: 8, memorySeconds: 45, rateSeconds: 60 }
const QUICK = { rounds: 1, seconds: 3, memorySeconds: 6, rateSeconds: 10 }

/** Runs all measurements and writes bench/RESULTS.md. Takes about 40 minutes, quick about 4. */
export async function run(print: (line: string) => void): Promise<void> {
  const isQuick = process.argv.includes('--quick')
  const size = isQuick ? QUICK : FULL
  const versions = new Map(GENERATORS.map((each) => [each.name, versionOf(each)]))
  for (const { name, variable } of GENERATORS) {
    print(`${name}: ${versions.get(name) ?? `not here, skipped; ${variable} may say where it is`}`)
  }
  const generators = GENERATORS.filter(({ name }) => versions.get(name) !== undefined)
  const sink = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end())
  })
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  const { path, remove } = buildTarget()
  const { port } = sink.address() as AddressInfo
  const ground = { targetPath: path, sink: `http://127.0.0.1:${port}/api/v1/write` }
  try {
    const speed = [
      ...(await rounds(generators, 'get', size, ground, print)),
      ...(await rounds(generators, 'journey', size, ground, print)),
    ]
    const memory = await longRuns(generators, size.memorySeconds, ground, print)
    const accuracy = await accuracyOf(generators, size.rateSeconds, ground, print)
    const page = resultsPage({ versions, size, isQuick, speed, memory, accuracy })
    if (isQuick) print(page)
    else writeFileSync('bench/RESULTS.md', page)
  } finally {
    remove()
    sink.close()
  }
}

/** Each generator once a round, so that a slow minute of the machine meets them all. */
async function rounds(
  generators: readonly Generator[],
  workload: Workload,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  ground: Ground,
  print: (line: string) => void,
): Promise<Measured[]> {
  const able = generators.filter(({ workloads }) => workloads.includes(workload))
  const measured = able.map(({ name }) => ({ name, workload, uses: [] as Use[] }))
  for (let round = 1; round <= rounds; round++) {
    for (const [i, generator] of able.entries()) {
      const use = await steadyUse(generator, ground, workload, seconds)
      measured[i]?.uses.push(use)
      print(`${workload} ${round}/${rounds} ${generator.name}: ${shown(use)}`)
    }
  }
  return measured
}

async function longRuns(
  generators: readonly Generator[],
  seconds: number,
  ground: Ground,
  print: (line: string) => void,
): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const generator of generators) {
    const use = await steadyUse(generator, ground, 'get', seconds)
    measured.push({ name: generator.name, workload: 'get', uses: [use] })
    print(`memory, ${seconds} s, ${generator.name}: ${shown(use)}`)
  }
  return measured
}

async function accuracyOf(
  generators: readonly Generator[],
  seconds: number,
  ground: Ground,
  print: (line: string) => void,
): Promise<Accuracy[]> {
  const accuracy: Accuracy[] = []
  for (const generator of generators.filter(({ workloads }) => workloads.includes('rate'))) {
    const reported = await reportedAtRate(generator, ground, seconds)
    accuracy.push({ name: generator.name, reported })
    print(`200/s ${generator.name}: ${JSON.stringify(reported)}`)
  }
  return accuracy
}

function shown({ requestsPerSecond, cpuUsPerRequest, peakMb, mbPerMillion }: Use): string {
  return `${requestsPerSecond.toFixed(0)}/s, ${cpuUsPerRequest.toFixed(1)} us CPU a request, peak ${peakMb.toFixed(0)} MB, ${mbPerMillion.toFixed(1)} MB a million`
}
