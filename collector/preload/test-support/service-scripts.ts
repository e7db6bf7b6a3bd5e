import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Instrumentation } from '../../../series/instrumentation.ts'

/** A service in plain node:http: `/slow` never answers, `/status/N` answers N, the rest 200. */
export const PLAIN_HTTP = `
  const { createServer } = require('node:http')
  const server = createServer((request, response) => {
    if (request.url === '/slow') return
    response.statusCode = Number(/status.(\\d+)/.exec(request.url)?.[1] ?? 200)
    response.end('ok')
  })
  server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))
`

/** Removed after the test; no instrumentation file lies above it. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-preload-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A small contract's file; pass only the field the test is about. */
export function instrumentationFile(
  t: TestContext,
  overrides: Partial<Instrumentation> = {},
): string {
  const path = join(temporaryFolder(t), 'instrumentation.json')
  const instrumentation: Instrumentation = {
    version: 1,
    serviceName: 'plain-service',
    routes: [
      { method: 'GET', path: '/items/:id', endpoint: 'get-item' },
      { method: 'GET', path: '/slow', endpoint: 'slow' },
      { method: 'GET', path: '/status/:code', endpoint: 'status' },
    ],
    bucketEdgesSeconds: [0.05, 5],
    metricsPort: 0,
    ...overrides,
  }
  writeFileSync(path, JSON.stringify(instrumentation))
  return path
}
