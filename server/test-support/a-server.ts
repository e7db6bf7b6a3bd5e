import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Express } from 'express'
import { LiveRelay } from '../../app/live-relay.ts'
import { type Project, projectAt } from '../../app/project.ts'
import { aContractInput } from '../../test/support/builders.ts'
import { createApp } from '../create-app.ts'
import type { ServerParts } from '../server-parts.ts'
import { idleParts } from './idle-parts.ts'

/** The token of every test's server. */
export const TOKEN = 'a-token-for-tests-only-123'

export interface ServerUnderTest {
  readonly app: Express
  readonly project: Project
  readonly log: readonly string[]
}

/** The HTTP side on a temporary project; pass only what the test is about. */
export function aServer(t: TestContext, overrides: Partial<ServerParts> = {}): ServerUnderTest {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-server-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const contract = join(folder, 'contract.json')
  writeFileSync(contract, JSON.stringify(aContractInput()))
  const project = projectAt(folder, {}, { contract })
  const relay = new LiveRelay(project)
  t.after(() => relay.close())
  const log: string[] = []
  const parts: ServerParts = {
    project,
    version: '0.0.0',
    token: TOKEN,
    prometheusUrl: async () => undefined,
    relay,
    metricsUrl: 'http://127.0.0.1:9/metrics',
    log: (line) => log.push(line),
    ...idleParts(project),
    startRun: async () => ({ runId: 'load-2026-01-17-140200' }),
    ...overrides,
  }
  const app = createApp(parts, { allowedHosts: ['server'], refreshMetrics: () => undefined })
  return { app, project, log }
}
