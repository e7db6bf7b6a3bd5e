import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { aContractInput, aProfile } from '../support/builders.ts'
import { aProject } from './run-cli.ts'

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
/** util-linux and bsdutils bring it: a program in a pseudo-terminal of its own. */
const SCRIPT = '/usr/bin/script'
const skip = process.platform !== 'linux' || !existsSync(SCRIPT)

test('keys in a terminal change, pause and stop the run, and the terminal is given back', {
  skip,
}, async (t) => {
  const service = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
  await once(service, 'listening')
  t.after(() => {
    service.close()
    service.closeAllConnections()
  })
  const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const load = aProfile({ ratePerSecond: 40, duration: '60s', judges: ['checks'] })
  const contract = aContractInput({ service: { name: 'shop', baseUrl }, profiles: { load } })
  const folder = aProject(t, contract)
  const line = `stty cols 120 rows 40; '${process.execPath}' '${MAIN}' run load; echo "code $?"; stty -a`
  const child = spawn(SCRIPT, ['-qec', line, '/dev/null'], {
    cwd: folder,
    env: {
      ...process.env,
      HOME: folder,
      TERM: 'xterm',
      LANG: 'C.UTF-8',
      PLIMSOLL_CONTRACT: 'contract.json',
      PLIMSOLL_RUNTIME: join(folder, 'runtime'),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const steps: [RegExp, string][] = [
    [/p pause/, '+\r'],
    [/manual-44/, 'p'],
    [/p go on/, 'x'],
    [/Stop the run\?/, 'x'],
  ]
  let seen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text
    const [next] = steps
    if (!next?.[0].test(seen)) return
    steps.shift()
    child.stdin.write(next[1])
  })
  await once(child, 'close')

  assert.match(seen, /code 105/)
  assert.match(seen, /[^-]icanon/, 'the keyboard reads lines again')
  assert.ok(seen.lastIndexOf('\u001b[?25h') > seen.lastIndexOf('\u001b[?25l'), 'the cursor is back')
  const { run } = JSON.parse(
    readFileSync(join(folder, 'reports', 'latest', 'summary.json'), 'utf8'),
  )
  assert.deepEqual(
    run.changes.map(({ kind, by }: { kind: string; by: string }) => [kind, by]),
    [
      ['level', 'keys'],
      ['pause', 'keys'],
    ],
  )
})
