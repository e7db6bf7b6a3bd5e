import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Logger } from 'pino'
import { type Fault, fault } from './fault.ts'
import { choiceParam, numberParam, wholeNumberParam } from './fault-params.ts'

type Kind = 'files' | 'sockets'

/** Opens files or sockets and does not close them until switched off; the process' own limit ends it earlier. */
export function handleLeakFault(logger: Logger): Fault {
  const files: number[] = []
  const sockets = new Set<Socket>()
  let timer: NodeJS.Timeout | undefined

  const tellEnd = (err: unknown): void => {
    clearInterval(timer)
    logger.warn({ err }, 'handle-leak can open no more')
  }
  const openSocket = (): void => {
    const socket = createSocket('udp4')
    sockets.add(socket)
    socket.on('error', (err) => {
      sockets.delete(socket)
      socket.close()
      tellEnd(err)
    })
    socket.bind(0, '127.0.0.1')
  }
  const leakOne = (kind: Kind, max: number): void => {
    if (files.length + sockets.size >= max) clearInterval(timer)
    else if (kind === 'files') files.push(openSync(devNull, 'r'))
    else openSocket()
  }

  return fault<{ handlesPerSecond: number; kind: Kind; max: number }>({
    name: 'handle-leak',
    rules: {
      handlesPerSecond: numberParam(0.01, 1000),
      kind: choiceParam(['files', 'sockets']),
      max: wholeNumberParam(1, 10_000, 1000),
    },
    start: ({ handlesPerSecond, kind, max }) => {
      timer = setInterval(() => {
        try {
          leakOne(kind, max)
        } catch (err) {
          tellEnd(err)
        }
      }, 1000 / handlesPerSecond)
    },
    stop: async () => {
      clearInterval(timer)
      for (const file of files.splice(0)) closeSync(file)
      await Promise.all([...sockets].map((socket) => closed(socket)))
      sockets.clear()
    },
    state: () => ({ leakedHandles: files.length + sockets.size }),
  })
}

async function closed(socket: Socket): Promise<void> {
  socket.close()
  await once(socket, 'close')
}
