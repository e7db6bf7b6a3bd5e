import { createServer } from 'node:net'

/** Answers every read with one small answer and parses nothing: as fast as a Node process gets, for clients that do not pipeline. */
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"ok":"true"}')

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', () => socket.write(ANSWER))
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
