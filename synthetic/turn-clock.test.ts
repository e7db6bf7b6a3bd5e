import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { TurnClock } from './turn-clock.ts'

test('what one turn of the loop hands over has one time, however long each takes to handle', async (t) => {
  const turn = new TurnClock(() => performance.now())
  const opened: Socket[] = []
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const clients: Socket[] = []
  for (let i = 0; i < 3; i++) {
    const accepted = once(server, 'connection')
    clients.push(connect(port, '127.0.0.1'))
    opened.push(...(await accepted))
  }
  t.after(() => {
    for (const socket of [...clients, ...opened]) socket.destroy()
  })
  const times: number[] = []
  const handle = () => {
    times.push(turn.now())
    block(5)
  }
  const got = clients.map((client) => once(client.once('data', handle), 'data'))

  for (const socket of opened) socket.write('x') // at once, so that one turn finds them all
  await Promise.all(got)

  assert.deepEqual(times, [times[0], times[0], times[0]])
  await new Promise(setImmediate)
  assert.ok(turn.now() >= (times[0] ?? 0) + 15, 'the next turn has a time of its own')
})

function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}
