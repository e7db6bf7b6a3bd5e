import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { stringify } from 'yaml'
import { PlimsollError } from '../contract/errors.ts'
import { aContractInput } from '../test/support/builders.ts'
import { readContract } from './contract-file.ts'

function aFile(
  t: TestContext,
  name: string,
  text: string,
  packageJson = '{"type":"module"}',
): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-contract-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'package.json'), packageJson)
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

async function refusalOf(path: string): Promise<PlimsollError> {
  const error = await readContract(path).catch((caught: unknown) => caught)
  assert.ok(error instanceof PlimsollError, String(error))
  return error
}

const json = JSON.stringify(aContractInput())

for (const [name, text] of [
  ['contract.json', json],
  ['contract.yaml', stringify(aContractInput())],
  ['contract.ts', `const contract: object = ${json}\nexport default contract`],
  ['contract.mts', `export default ${json}`],
] as const) {
  test(`${name} is read`, async (t) => {
    assert.equal((await readContract(aFile(t, name, text))).service.name, 'shop')
  })
}

test('a TypeScript contract of a CommonJS package is told what to change', async (t) => {
  const text = `import { join } from 'node:path'\nexport default { name: join('a') }`
  const error = await refusalOf(aFile(t, 'contract.ts', text, '{"type":"commonjs"}'))

  assert.equal(error.code, 'CONTRACT_UNREADABLE')
  assert.match(error.hint ?? '', /"type": "module"/)
})

test('a contract without default export, and one that throws, are told apart', async (t) => {
  const silent = await refusalOf(aFile(t, 'contract.ts', 'export const contract = {}'))
  const broken = await refusalOf(aFile(t, 'contract.ts', 'throw new Error("no weights today")'))

  assert.match(silent.message, /has no default export/)
  assert.match(broken.message, /cannot be run: no weights today/)
})

test('broken YAML and an unknown ending are refused with the file’s name', async (t) => {
  const yaml = await refusalOf(aFile(t, 'contract.yaml', 'a: [1'))
  const toml = await refusalOf(aFile(t, 'contract.toml', ''))

  assert.match(yaml.message, /contract\.yaml is not valid/)
  assert.match(toml.message, /want a file that ends in/)
})
