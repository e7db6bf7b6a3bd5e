import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readContract } from '../../store/contract-file.ts'

const fileNamed = (name: string) => fileURLToPath(new URL(name, import.meta.url))

test('every endpoint of the example contract is one the example service answers', async (t) => {
  const contract = await readContract(fileNamed('plimsoll.contract.yaml'))
  const service = spawn(process.execPath, [fileNamed('server.cjs')], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(service, 'exit')
  t.after(() => service.kill('SIGKILL'))
  const [line] = await once(service.stdout, 'data')
  const url = String(line).trim().split(' ').at(-1)

  for (const { path } of contract.endpoints) {
    const response = await fetch(url + path.replace(':id', '1'))
    assert.equal(response.status, 200, path)
    assert.ok(await response.json())
  }
  assert.equal((await fetch(`${url}/items/99`)).status, 404)

  service.kill('SIGTERM')
  assert.deepEqual(await ended, [0, null])
})
