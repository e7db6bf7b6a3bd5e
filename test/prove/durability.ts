import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bringUp } from '../../app/local-stack.ts'
import type { Project } from '../../app/project.ts'
import demoContract from '../../plimsoll.contract.ts'
import { stopStack } from '../../stack/running-stack.ts'
import { runtimeFolder } from '../../stack/runtime-folder.ts'
import { temporaryProject } from '../support/temporary-project.ts'
import { componentCells, type StackGround } from './durability-components.ts'
import { familyOf, NotHeld } from './durability-ground.ts'
import { type Cell, ownerCells } from './durability-owners.ts'
import { markdownTable, type Proof } from './proof.ts'

/** Other work on the machine can spoil a measurement: a cell that does not hold is tried once more, and the page says so. */
const ATTEMPTS = 2
const WIDE_MS = 20_000

/** What `npm test` proves of the same matrix, each time. */
const IN_TESTS: readonly (readonly [string, string, string, string])[] = [
  [
    '`plimsoll run`',
    'before its load',
    'no run is listed, the next one goes',
    'test/cli/killed-run',
  ],
  [
    '`plimsoll run`',
    'hold',
    'all but the last seconds kept, shown by `report`',
    'test/cli/killed-run',
  ],
  [
    '`plimsoll run`',
    'between load and verdict',
    'judged by what was measured',
    'test/cli/killed-run',
  ],
  [
    '`plimsoll run`',
    'second Ctrl-C',
    'ends at once, what there is is kept',
    'test/cli/run-command',
  ],
  ['two runs', 'the same moment', 'one goes, one is refused with 93', 'test/cli/killed-run'],
  ['a target', 'hold', 'FAIL, not INVALID', 'test/cli/run-command'],
  ['the disk of the store', 'before a run', 'DISK_FULL, no load', 'test/full-disk'],
  [
    'the disk of the store',
    'hold',
    'verdict and code as ever, record beside the reports',
    'test/full-disk',
  ],
  ['the disk of the reports', 'full', 'no half file, the run is in the store', 'test/full-disk'],
  [
    'both disks',
    'hold',
    'verdict and code as ever, record in the temporary folder',
    'test/full-disk',
  ],
  [
    'the disk of notifications',
    'full',
    'refused whole, so that it is sent again',
    'test/full-disk',
  ],
  ['the disk of the stack', 'starting', 'DISK_FULL, no process left', 'test/full-disk'],
  ['the owner of a stack', 'idle', 'backends end, PostgreSQL in order', 'stack/local-stack'],
  [
    'what watches, what is watched',
    'idle',
    'comes back with back-off, stays down',
    'stack/supervisor',
  ],
]

/** Kills every part at every moment that matters and looks at what is left. */
export const durabilityProof: Proof = {
  name: 'durability',
  proves: 'whatever is killed with -9, the outcome is right, nothing is orphaned, no run is lost',
  run: async (say) => {
    const rows: string[][] = []
    for (const cell of ownerCells) rows.push(await measured(cell, openProject, say))
    for (const cell of componentCells) rows.push(await measured(cell, () => openStack(say), say))
    return { body: page(rows), held: rows.every(([, , , , result]) => result === 'held') }
  },
}

/** What a cell works on, and the end of all of it. */
interface Opened<Ground> {
  readonly ground: Ground
  readonly close: () => Promise<void>
}

/**
 * The demo's project with latency lines so wide that a busy machine changes no outcome: what is proved
 * here is errors, processes and files.
 */
async function openProject(): Promise<Opened<Project>> {
  const { project, remove } = temporaryProject()
  const contractPath = join(dirname(project.home), 'contract.json')
  const wide = Object.entries(demoContract.categories ?? {}).map(
    ([name, { p50Ms: _, ...lines }]) => [
      name,
      { ...lines, p95Ms: WIDE_MS, p99Ms: 2 * WIDE_MS, maxMs: 4 * WIDE_MS },
    ],
  )
  writeFileSync(
    contractPath,
    JSON.stringify({ ...demoContract, categories: Object.fromEntries(wide) }),
  )
  const env = { ...project.env, PLIMSOLL_CONTRACT: contractPath }
  const close = async (): Promise<void> => {
    await stopStack(runtimeFolder(env)).catch(() => undefined) // most cells leave none
    for (const { pid } of familyOf(process.pid)) if (pid !== process.pid) end(pid)
    remove()
  }
  return { ground: { ...project, contractPath, env }, close }
}

async function openStack(say: (line: string) => void): Promise<Opened<StackGround>> {
  const { ground: project, close } = await openProject()
  const local = await bringUp({ project, say, port: 0 })
  const end = async (): Promise<void> => {
    await local.stack.stop()
    await close()
  }
  return { ground: { project, local }, close: end }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

async function measured<Ground>(
  { victim, moment, expected, check }: Cell<Ground>,
  open: () => Promise<Opened<Ground>>,
  say: (line: string) => void,
): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    const { ground, close } = await open()
    try {
      const result = await check(ground)
      say(`${victim}, ${moment}: ${result}`)
      const again = attempt > 1 ? ' (second attempt)' : ''
      return [victim, moment, expected, oneLine(result) + again, 'held']
    } catch (error) {
      if (!(error instanceof NotHeld)) throw error
      say(`${victim}, ${moment}: NOT held, ${error.message}`)
      if (attempt === ATTEMPTS)
        return [victim, moment, expected, oneLine(error.message), 'NOT held']
    } finally {
      await close()
    }
  }
}

const oneLine = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 300)

function page(rows: readonly (readonly string[])[]): string {
  return [
    'Every victim is killed with SIGKILL. Processes left are looked for in /proc: the victim and all below it at the moment of the kill.',
    '',
    markdownTable(['victim', 'moment', 'expected', 'measured', 'result'], rows),
    '',
    'The rest of the matrix is cheap enough for `npm test`:',
    '',
    markdownTable(
      ['victim', 'moment', 'expected', 'test'],
      IN_TESTS.map(([victim, moment, expected, file]) => [victim, moment, expected, `\`${file}\``]),
    ),
  ].join('\n')
}
