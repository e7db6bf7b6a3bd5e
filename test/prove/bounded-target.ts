#!/usr/bin/env node
import { createServer } from 'node:net'

/** Answers every read with one small answer and parses nothing: what a generator keeps must not be the target's doing. */
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"ok":"true"}')

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', () => socket.write(ANSWER))
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
process.on('disconnect', () => process.exit())
