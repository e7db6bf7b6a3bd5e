import { spawn } from 'node:child_process'
import { prometheusServersUnderTest } from '../../stack/tools.ts'
import { markdownTable, type Proof } from './proof.ts'

/** The two generations that matter: what Debian and Ubuntu LTS ship, and the present one. */
const GENERATIONS = [/^2\.(4[2-9]|[5-9]\d)\./, /^3\./]

/** Runs every stack test against each server named in PLIMSOLL_TEST_PROMETHEUS; both generations are demanded. */
export const prometheusProof: Proof = {
  name: 'prometheus',
  proves: 'rules, routes, dashboards and panels hold on Prometheus 2.42 and 3.x',
  run: async (say) => {
    const servers = await prometheusServersUnderTest({ env: process.env, say })
    const rows: string[][] = []
    for (const server of servers) {
      say(`stack tests on Prometheus ${server.version}`)
      const { code, summary } = await stackTests(server.path)
      rows.push([server.version, summary, code === 0 ? 'held' : `exit ${code}`])
    }
    const lacking = GENERATIONS.filter((g) => !servers.some(({ version }) => g.test(version)))
    const body = [
      markdownTable(['Prometheus', 'stack tests', 'result'], rows),
      '',
      lacking.length === 0
        ? 'Both generations were tested.'
        : 'NOT held: name a server of each generation, 2.42 or newer and 3.x, in PLIMSOLL_TEST_PROMETHEUS, separated by a colon.',
    ].join('\n')
    return { body, held: lacking.length === 0 && rows.every(([, , result]) => result === 'held') }
  },
}

/** The files whose outcome depends on the server. */
const STACK_TESTS = [
  'alerts/**/*.stack.test.ts',
  'test/**/*.stack.test.ts',
  'console/viewer.stack.test.ts',
]

function stackTests(server: string): Promise<{ code: number | null; summary: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--test', '--test-concurrency=1', '--test-timeout=600000', ...STACK_TESTS],
      {
        env: { ...process.env, PLIMSOLL_TEST_PROMETHEUS: server },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      process.stderr.write(chunk)
    })
    child.on('error', reject)
    child.on('close', (code) => {
      const count = (word: string): string =>
        new RegExp(`^ℹ ${word} (\\d+)`, 'm').exec(output)?.[1] ?? '?'
      resolve({ code, summary: `${count('pass')} passed, ${count('fail')} failed` })
    })
  })
}
