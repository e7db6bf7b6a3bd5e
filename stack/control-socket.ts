import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { addAbortSignal } from 'node:stream'

export interface ControlSocket {
  /** Stops listening once everyone who asked has their answer. */
  readonly close: () => Promise<void>
}

/**
 * Answers questions of other processes of this user: one line of JSON each way. The folder's mode
 * keeps other users out; whoever listens holds the owner's lock, so a file in the way is stale.
 */
export async function serveControl(
  path: string,
  answer: (question: string) => Promise<unknown>,
): Promise<ControlSocket> {
  rmSync(path, { force: true })
  const open = new Set<Socket>()
  const answering = new Set<Promise<void>>()
  const reply = async (socket: Socket, question: string): Promise<void> => {
    socket.write(`${JSON.stringify(await answer(question))}\n`)
    socket.destroySoon()
  }
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    createInterface(socket).once('line', (question) => {
      const answered = reply(socket, question).finally(() => answering.delete(answered))
      answering.add(answered)
    })
  })
  server.listen(path)
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    await Promise.allSettled(answering)
    for (const socket of open) socket.destroySoon()
    await closed
  }
  return { close }
}

/**
 * Asks the process behind the socket; undefined when nobody is there or it leaves without answer.
 * @param signal gives up on an owner that does not answer
 */
export async function askControl(
  path: string,
  question: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const socket = connect(path)
  if (signal) addAbortSignal(signal, socket)
  try {
    await once(socket, 'connect')
    socket.write(`${question}\n`)
    let answer = ''
    for await (const chunk of socket) answer += chunk
    return answer === '' ? undefined : JSON.parse(answer)
  } catch (error) {
    if (NOBODY_THERE.has((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  } finally {
    socket.destroy()
  }
}

const NOBODY_THERE = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])
