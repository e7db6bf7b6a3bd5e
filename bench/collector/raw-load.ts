import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** As wrk keeps them: enough that the service never waits for us, few enough that it does not queue. */
const CONNECTIONS = 16

/**
 * The lightest load there is: keep-alive sockets that send the next request when the last answer is complete.
 * All answers must be of the same length, which is how they are told apart without parsing.
 */
export class RawLoad {
  readonly #sockets: readonly Socket[]
  readonly #requests: readonly Buffer[]
  #answerBytes = 0

  private constructor(sockets: readonly Socket[], requests: readonly Buffer[]) {
    this.#sockets = sockets
    this.#requests = requests
  }

  static async open(port: number, paths: readonly string[]): Promise<RawLoad> {
    const sockets = await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const socket = connect(port, '127.0.0.1').setNoDelay()
        await once(socket, 'connect')
        return socket
      }),
    )
    const requests = paths.map((path) =>
      Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`),
    )
    const load = new RawLoad(sockets, requests)
    await load.#learnLength()
    return load
  }

  /** Sends for so long and returns how many answers came. */
  async burst(milliseconds: number): Promise<number> {
    const endMs = performance.now() + milliseconds
    const counts = await Promise.all(
      this.#sockets.map((socket, i) => this.#drive(socket, i, () => performance.now() < endMs)),
    )
    return counts.reduce((total, count) => total + count, 0)
  }

  /** Each path once and in order. */
  async sendAll(): Promise<void> {
    let next = 0
    const [socket] = this.#sockets
    if (socket) await this.#drive(socket, 0, () => ++next < this.#requests.length)
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async #learnLength(): Promise<void> {
    const [socket] = this.#sockets
    const [request] = this.#requests
    if (!socket || !request) return
    socket.write(request)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    this.#answerBytes = answer.length
  }

  #drive(socket: Socket, offset: number, goesOn: () => boolean): Promise<number> {
    return new Promise((resolve, reject) => {
      const onClose = (): void => reject(new Error('the service closed a connection'))
      let count = 0
      let bytes = 0
      const send = (): void => {
        socket.write(this.#requests[(offset + count) % this.#requests.length] ?? '')
      }
      const onData = (chunk: Buffer): void => {
        bytes += chunk.length
        if (bytes < this.#answerBytes) return
        bytes -= this.#answerBytes
        count++
        if (goesOn()) {
          send()
          return
        }
        socket.off('data', onData).off('close', onClose)
        resolve(count)
      }
      socket.on('data', onData).on('close', onClose)
      send()
    })
  }
}
