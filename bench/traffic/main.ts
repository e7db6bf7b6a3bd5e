import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

export const summary = 'our engine against raw autocannon, and the open model at 400/s and 2000/s'

const ROUNDS = 4
const SECONDS = 4

interface Measured {
  readonly requests: number
  readonly ms: number
  readonly cpuUsPerRequest: number
  readonly rssMb: number
  readonly lagP99Ms?: number | null
  readonly deliveredRatio?: number
}

/** Interleaved rounds, each generator in a fresh process, against one fast server in another. */
export async function run(print: (line: string) => void): Promise<void> {
  const server = child('fast-server.ts')
  try {
    const [address] = (await once(server, 'message')) as [{ port: number }]
    const url = `http://127.0.0.1:${address.port}`
    const raw: Measured[] = []
    const engine: Measured[] = []
    print(`${SECONDS} s, 50 connections, closed loop, CPU = user + system of the whole process`)
    for (let round = 1; round <= ROUNDS; round++) {
      raw.push(await measured('raw', url))
      engine.push(await measured('engine', url))
      print(`round ${round}: raw ${shown(raw.at(-1))}; engine ${shown(engine.at(-1))}`)
    }
    const ratio = (read: (one: Measured) => number): string =>
      median(raw.map((one, i) => read(engine[i] ?? one) / read(one))).toFixed(2)
    print(
      `engine over raw, median of pairs: throughput ${ratio(perSecond)}, CPU a request ${ratio((one) => one.cpuUsPerRequest)}`,
    )
    for (const rate of [400, 2000]) {
      const open = await measured('engine', url, rate)
      const lag = (open.lagP99Ms ?? 0).toFixed(2)
      print(
        `open ${rate}/s: ${shown(open)}, schedule lag P99 ${lag} ms, delivered ${open.deliveredRatio}`,
      )
    }
  } finally {
    server.kill()
  }
}

async function measured(mode: string, url: string, rate = 0): Promise<Measured> {
  const generator = child('generator.ts', mode, url, String(SECONDS), String(rate))
  const ended = once(generator, 'exit').then(([code]) => {
    throw new Error(`the ${mode} generator ended with ${code} and no result`)
  })
  const [message] = (await Promise.race([once(generator, 'message'), ended])) as [Measured]
  ended.catch(() => undefined) // it ends now, as it should
  return message
}

function child(file: string, ...args: string[]): ChildProcess {
  return fork(new URL(file, import.meta.url), args)
}

const perSecond = ({ requests, ms }: Measured): number => (requests * 1000) / ms

const shown = (one: Measured | undefined): string =>
  one === undefined
    ? ''
    : `${perSecond(one).toFixed(0)}/s, ${one.cpuUsPerRequest.toFixed(1)} us a request, ${one.rssMb.toFixed(0)} MB`

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
