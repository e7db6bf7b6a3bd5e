import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { parseContract } from '../contract/parse-contract.ts'
import demoContract from '../plimsoll.contract.ts'
import { buildArtefacts } from './artefacts.ts'
import { composeEnvironment } from './environment.ts'

const contract = parseContract(demoContract, 'plimsoll.contract.ts')

test('the same contract yields the same bytes', () => {
  assert.deepEqual([...buildArtefacts(contract)], [...buildArtefacts(contract)])
})

test('every file that can hold a comment says who wrote it', () => {
  for (const [path, text] of buildArtefacts(contract)) {
    if (!path.endsWith('.json')) assert.match(text.split('\n')[0] ?? '', /DO NOT EDIT/, path)
  }
})

test('another environment changes addresses and nothing else', () => {
  const local = composeEnvironment(contract)
  const moved = {
    ...local,
    targets: { ...local.targets, service: { address: '127.0.0.1:19464' } },
  }
  const before = buildArtefacts(contract)
  const changed = [...buildArtefacts(contract, moved)].filter(
    ([path, text]) => before.get(path) !== text,
  )

  assert.deepEqual(
    changed.map(([path]) => path),
    ['prometheus.yml'],
  )
  assert.match(changed[0]?.[1] ?? '', /127\.0\.0\.1:19464/)
})

test('every scrape job says which service its series belong to', () => {
  const config = parse(buildArtefacts(contract).get('prometheus.yml') ?? '')

  for (const { job_name, static_configs, relabel_configs } of config.scrape_configs) {
    const label =
      static_configs?.[0]?.labels?.service_name ??
      relabel_configs?.find((one: { target_label: string }) => one.target_label === 'service_name')
    assert.ok(label, job_name)
  }
})

test('the preload learns each route under its endpoint’s name, and the contract’s edges', () => {
  const file = JSON.parse(buildArtefacts(contract).get('plimsoll.instrumentation.json') ?? '')

  assert.equal(file.routes.length, contract.endpoints.length)
  assert.ok(file.bucketEdgesSeconds.includes(0.1))
})
