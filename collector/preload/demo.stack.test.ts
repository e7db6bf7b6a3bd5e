import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseContract } from '../../contract/parse-contract.ts'
import { instrumentation } from '../../generate/instrumentation.ts'
import contract from '../../plimsoll.contract.ts'
import { ALL_SERIES } from '../../series/all-series.ts'
import { startTemporaryStack } from '../../stack/temporary-stack.ts'
import { scrapePage } from '../../test/support/metrics-page.ts'
import { waitFor } from '../../test/support/watched-process.ts'

test("the demo's page holds every series of the table, by the contract's routes", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-demo-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'instrumentation.json')
  writeFileSync(
    file,
    JSON.stringify(instrumentation(parseContract(contract, 'plimsoll.contract.ts'))),
  )
  const demo = await startTemporaryStack(['postgresql', 'redis', 'demo'], {
    env: { demo: { PLIMSOLL_INSTRUMENTATION: file, NODE_OPTIONS: '--max-semi-space-size=1' } },
  })
  t.after(() => demo.close())
  const { demo: url, demoMetrics } = demo.addresses

  for (const path of [
    '/agents?limit=20',
    '/agents?limit=20',
    '/agents/7/tasks',
    '/external/enrichment',
  ]) {
    assert.equal((await fetch(url + path)).status, 200, path)
  }
  assert.equal((await fetch(`${url}/nowhere`)).status, 404)
  const page = await scrapePage(demoMetrics)

  const count = (route: string, status: string): number | undefined =>
    page.value('http_server_request_duration_seconds_count', {
      http_request_method: 'GET',
      http_route: route,
      http_response_status_code: status,
    })
  assert.equal(count('/agents', '200'), 2)
  assert.equal(count('/agents/:agentId/tasks', '200'), 1)
  assert.equal(count('/agents/:agentId/tasks', '500'), 0)
  assert.equal(count('other', '404'), 1)
  assert.equal(page.value('cache_requests_total', { endpoint: 'list-agents', result: 'hit' }), 1)
  assert.equal(page.value('cache_requests_total', { endpoint: 'list-agents', result: 'miss' }), 1)

  // A floor of the heap needs a major collection: requests bring one about.
  await waitFor(async () => {
    await Promise.all(Array.from({ length: 20 }, async () => (await fetch(`${url}/goals`)).text()))
    return (await scrapePage(demoMetrics)).text.includes('v8js_memory_heap_after_gc_bytes{')
  })
  const { text } = await scrapePage(demoMetrics)
  for (const series of ALL_SERIES.filter(({ source }) => source === 'collector/preload')) {
    assert.ok(
      text.includes(`\n# TYPE ${series.name} ${series.type}\n`) ||
        text.startsWith(`# HELP ${series.name} `),
      series.name,
    )
  }
})
