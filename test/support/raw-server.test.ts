import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const KILLED_WHILE_ENDING = `
  import { once } from 'node:events'
  import { connect } from 'node:net'
  import { aRawServer } from '${new URL('./raw-server.ts', import.meta.url)}'
  const server = await aRawServer({ after: () => undefined }, (socket) => {
    socket.end()
    void server.kill()
  })
  const client = connect(server.port, '127.0.0.1').resume()
  client.write('GET / HTTP/1.1\\r\\n\\r\\n')
  await once(client, 'close')
`

test('a server that is killed while it ends a connection lets its process end (decision 0013)', () => {
  const args = ['--input-type=module', '--eval', KILLED_WHILE_ENDING]
  const ended = spawnSync(process.execPath, args, { timeout: 20_000, encoding: 'utf8' })

  assert.equal(ended.signal, null, 'it was still there after 20 s')
  assert.equal(ended.stderr, '')
})
