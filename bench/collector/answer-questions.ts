import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** CPU time of this process so far, in microseconds. */
export function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Listens, tells the port, and from then on answers each question of the parent with a number. */
export function answerQuestions(
  server: Server,
  answers: Readonly<Record<string, () => number>>,
): void {
  server.keepAliveTimeout = 0 // connections rest while the others have their turns
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
  process.on('message', (question: string) => process.send?.(answers[question]?.() ?? Number.NaN))
  process.on('disconnect', () => server.close())
}
