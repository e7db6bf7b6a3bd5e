import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { ContractInput } from '../../../contract/schema.ts'
import { aContractInput } from '../../../test/support/builders.ts'
import { type Env, projectAt } from '../../project.ts'
import type { Check, Finding } from '../finding.ts'
import { type DoctorOptions, lookAround } from '../surroundings.ts'

/** A project folder with a contract and nothing else, and a way to let one check look at it. */
export interface Patient {
  readonly folder: string
  readonly contractPath: string
  readonly look: (
    check: Check,
    env?: Readonly<Record<string, string>>,
    options?: Omit<DoctorOptions, 'project'>,
  ) => Promise<Finding>
}

/** The first finding is the one that tests ask for. */
export function aPatient(t: TestContext, contract: unknown = aContractInput()): Patient {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-doctor-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const contractPath = join(folder, 'contract.json')
  writeFileSync(contractPath, JSON.stringify(contract))
  return {
    folder,
    contractPath,
    look: async (check, env = {}, options = {}) => {
      const own: Env = { PATH: process.env.PATH, PLIMSOLL_RUNTIME: join(folder, 'runtime'), ...env }
      const reports = own.PLIMSOLL_REPORTS
      const project = projectAt(folder, own, { contract: contractPath, reports })
      const [finding] = [await check.look(lookAround({ project, ...options }))].flat()
      return finding ?? assert.fail(`${check.id} found nothing`)
    },
  }
}

/** A contract of a service like this. */
export function aContractAt(
  service: Partial<ContractInput['service']>,
  more: Partial<ContractInput> = {},
): ContractInput {
  const input = aContractInput(more)
  return { ...input, service: { ...input.service, ...service } }
}

/** A real server on a port of its own. */
export async function aService(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A process that works in a folder and answers one path, and 404 to all others. */
export async function aServiceIn(
  t: TestContext,
  cwd: string,
  path: string,
): Promise<{ readonly url: string; readonly pid: number }> {
  const program = `
    const { createServer } = require('node:http')
    const server = createServer((request, response) => {
      response.writeHead(request.url === '${path}' ? 200 : 404).end()
    }).listen(0, '127.0.0.1', () => console.log(server.address().port))`
  const child = spawn(process.execPath, ['--eval', program], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill())
  const [port] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { url: `http://127.0.0.1:${Number(port)}`, pid: child.pid ?? 0 }
}

/** Answers these paths, and 404 to all others. */
export function answering(pages: Readonly<Record<string, string>>): RequestListener {
  return (request, response) => {
    const page = pages[request.url ?? '']
    response.statusCode = page === undefined ? 404 : 200
    response.end(page ?? 'nothing here')
  }
}

/** A port that somebody listens on who does with a connection what the test says. */
export async function aListener(
  t: TestContext,
  greet: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly url: string }> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    greet(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}` }
}

/** It must be mended, with a reason and this command. */
export function assertMend(finding: Finding, seen: RegExp, command: RegExp): void {
  assert.equal(finding.level, 'mend', JSON.stringify(finding))
  assert.match(finding.seen, seen)
  assert.match(finding.command ?? '', command)
  assert.ok(finding.why)
}
