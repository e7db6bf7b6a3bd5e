import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Generator, programOf, type Reported, type Workload } from './generators.ts'
import { pinned } from './pinned.ts'
import { treeUsage } from './process-tree.ts'
import { startTarget, type Target } from './target.ts'

/** What a generator needed while it ran at full speed. */
export interface Use {
  readonly requestsPerSecond: number
  readonly cpuUsPerRequest: number
  readonly peakMb: number
  /** By how much the peak grew from a third of the window to its end. */
  readonly mbPerMillion: number
  /** Share of its core that the target was busy: near 1 it is the target that was measured. */
  readonly targetBusy: number
}

/** Where generators send to. */
export interface Ground {
  readonly targetPath: string
  /** Takes whatever is posted to it. */
  readonly sink: string
}

/** Compiling, connecting and the first garbage collections are left out. */
const WARM_MS = 2000
/** A generator that has sent nothing by then is broken. */
const START_LIMIT_MS = 60_000
const SCRAPE_EVERY_MS = 5000
/** Longer than any window: generators are ended by us. */
const SPARE_SECONDS = 600

/** Runs a closed loop and measures it between warm-up and end; requests are counted by the target. */
export async function steadyUse(
  generator: Generator,
  ground: Ground,
  workload: Workload,
  seconds: number,
): Promise<Use> {
  const target = await startTarget(ground.targetPath)
  const running = start(generator, ground, target.url, workload, seconds + SPARE_SECONDS)
  try {
    await firstRequests(target, running)
    await sleep(WARM_MS)
    const read = () => reading(target, running.pid)
    const from = await read()
    await sleep((seconds * 1000) / 3)
    const third = await read()
    await sleep((seconds * 2000) / 3)
    const to = await read()
    const requests = to.requests - from.requests
    return {
      requestsPerSecond: (requests * 1000) / (to.atMs - from.atMs),
      cpuUsPerRequest: ((to.cpuSeconds - from.cpuSeconds) * 1e6) / requests,
      peakMb: to.peakMb,
      mbPerMillion: ((to.peakMb - third.peakMb) * 1e6) / (to.requests - third.requests),
      targetBusy: ((to.targetSeconds - from.targetSeconds) * 1000) / (to.atMs - from.atMs),
    }
  } finally {
    await running.stop()
    await target.stop()
  }
}

/** What a generator says of 200 requests a second to a target that answers after 5 ms and stalls 1 s in 10. */
export async function reportedAtRate(
  generator: Generator,
  ground: Ground,
  seconds: number,
): Promise<Reported> {
  const target = await startTarget(ground.targetPath, 5)
  const running = start(generator, ground, target.url, 'rate', seconds)
  try {
    await running.ended
    return generator.reported?.(running.folder, running.output()) ?? {}
  } finally {
    await running.stop()
    await target.stop()
  }
}

interface Running {
  readonly pid: number
  readonly folder: string
  readonly output: () => string
  readonly ended: Promise<unknown>
  readonly stop: () => Promise<void>
}

function start(
  generator: Generator,
  { sink }: Ground,
  url: string,
  workload: Workload,
  seconds: number,
): Running {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  const order = { url, workload, seconds, folder, sink }
  const line = pinned('generator', [programOf(generator), ...generator.args(order)])
  const [command = '', ...args] = line
  const env = { ...process.env, ...generator.env?.(order) }
  const child = spawn(command, args, { cwd: folder, env, detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = once(child, 'close')
  const scrapes = setInterval(() => void scrape(folder), SCRAPE_EVERY_MS)
  return {
    pid: child.pid ?? 0,
    folder,
    output: () => output,
    ended,
    stop: async () => {
      clearInterval(scrapes)
      endGroup(child)
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Ends a generator and what it started. */
function endGroup(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  process.kill(-child.pid, 'SIGKILL')
}

/** Reads the metrics page of a run of ours, found as a Prometheus finds it. */
async function scrape(folder: string): Promise<void> {
  const targets = join(folder, 'targets')
  if (!existsSync(targets)) return
  for (const file of globSync('*.json', { cwd: targets })) {
    const groups = JSON.parse(readFileSync(join(targets, file), 'utf8')) as { targets: string[] }[]
    for (const address of groups.flatMap((group) => group.targets)) {
      await fetch(`http://${address}/metrics`).then((page) => page.text())
    }
  }
}

async function firstRequests(target: Target, running: Running): Promise<void> {
  const giveUp = AbortSignal.timeout(START_LIMIT_MS)
  let over = false
  void running.ended.then(() => {
    over = true
  })
  while ((await target.counted()) < 100) {
    if (over || giveUp.aborted) throw new Error(`it sent nothing:\n${running.output()}`)
    await sleep(100)
  }
}

async function reading(target: Target, pid: number) {
  const { cpuSeconds, peakMb } = treeUsage(pid)
  const requests = await target.counted()
  const targetSeconds = treeUsage(target.pid).cpuSeconds
  return { atMs: performance.now(), requests, cpuSeconds, peakMb, targetSeconds }
}
