import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ContractInput, contractSchema } from '../contract/schema.ts'
import { aContractInput, anEndpoint } from '../test/support/builders.ts'
import { requestText, utf8Length } from './compile-request.ts'
import { compiledUserClasses } from './compile-user-classes.ts'
import { feederRows } from './feeders.ts'
import { seededRandom } from './random.ts'
import type { Variables } from './template.ts'

type StepInput =
  ContractInput['journeys']['userClasses'][number]['journeys'][number]['steps'][number]
type FeederInput = NonNullable<ContractInput['journeys']['feeders']>[number]

const ORIGIN = { host: 'shop.test:8080', basePath: '/api' }
const IDS: FeederInput = { name: 'ids', variable: 'id', range: [1, 9] }

function compiled(
  steps: StepInput[],
  endpoint: Parameters<typeof anEndpoint>[0] = {},
  feeders: FeederInput[] = [IDS],
) {
  const input = aContractInput({
    endpoints: [anEndpoint({ name: 'it', path: '/agents/:agentId/tasks', ...endpoint })],
    journeys: {
      feeders,
      userClasses: [{ name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps }] }],
    },
  })
  const contract = contractSchema.parse(input) // without the checks across fields, which cannot see into files
  const profile = contract.profiles.load
  assert.ok(profile)
  const rows = contract.journeys.feeders.map((feeder) => feederRows(feeder, undefined))
  const random = seededRandom(1)
  return compiledUserClasses(contract, profile, rows, ORIGIN).ofUser(0).pickJourney(random)
}

function textOf(step: StepInput, variables: Variables, endpoint = {}): string | undefined {
  const first = compiled([step], endpoint).steps[0]
  return first && requestText(first.request, variables)
}

const GET = { endpoint: 'it', params: { agentId: '{{id}}' } }

test('a request has its path under the base URL, with parameters and query encoded', () => {
  const step = { ...GET, query: { q: 'a b&c', page: 2 }, headers: { 'X-Trace': 't{{id}}' } }

  assert.equal(
    textOf(step, { id: 'ä/1' }),
    'GET /api/agents/%C3%A4%2F1/tasks?q=a%20b%26c&page=2 HTTP/1.1\r\n' +
      'Host: shop.test:8080\r\nConnection: keep-alive\r\nUser-Agent: plimsoll\r\nX-Trace: tä/1\r\n\r\n',
  )
})

test('a request that varies in nothing is written once', () => {
  const step = compiled([{ endpoint: 'it', params: { agentId: 5 } }]).steps[0]

  assert.match(step?.request.fixed ?? '', /^GET \/api\/agents\/5\/tasks HTTP\/1\.1\r\n/)
})

test('a JSON body keeps the type of a variable that stands alone, and its Content-Length counts bytes', () => {
  const body = { id: '{{id}}', note: 'für {{id}}', list: [true, null, 1.5] }
  const text = textOf({ ...GET, body }, { id: 7 }, { method: 'POST' })
  const sent = '{"id":7,"note":"für 7","list":[true,null,1.5]}'

  assert.ok(text?.endsWith(`\r\nContent-Length: ${Buffer.byteLength(sent)}\r\n\r\n${sent}`))
  assert.match(text ?? '', /\r\nContent-Type: application\/json\r\n/)
})

test('a value cannot break out of JSON or start another header', () => {
  const text = textOf(
    { ...GET, headers: { 'X-Note': '{{id}}' }, body: { note: 'a {{id}}' } },
    { id: '"}\r\nEvil: 1' },
    { method: 'POST' },
  )

  assert.match(text ?? '', /\r\nX-Note: "} Evil: 1\r\n/)
  assert.ok(text?.endsWith('{"note":"a \\"}\\r\\nEvil: 1"}'))
})

test('a POST without a body says that it has none', () => {
  assert.ok(textOf(GET, { id: 1 }, { method: 'POST' })?.endsWith('\r\nContent-Length: 0\r\n\r\n'))
})

test('text is as long in UTF-8 as Node says', () => {
  for (const text of ['', 'abc', 'größe', '✓', '😀 ok', '\ud800', 'a\udc00b', '\ud800\ud800']) {
    assert.equal(utf8Length(text), Buffer.byteLength(text), JSON.stringify(text))
  }
})

test('a variable that nothing gives a value is a contract error before anything is sent', () => {
  assert.throws(() => compiled([{ ...GET, query: { a: '{{nobody}}' } }]), {
    code: 'CONTRACT_INVALID',
    message: 'journey j uses {{nobody}} for it, but nothing gives it a value',
  })
})

test('an earlier step of the journey may give a variable, a later one may not', () => {
  const giving = { ...GET, extract: { token: { json: 'token' } } }
  const taking = { ...GET, headers: { authorization: 'Bearer {{token}}' } }

  assert.equal(compiled([giving, taking]).steps.length, 2)
  assert.throws(() => compiled([taking, giving]), { code: 'CONTRACT_INVALID' })
})

test('a path parameter without a value is a contract error that names it', () => {
  assert.throws(() => compiled([{ endpoint: 'it' }]), {
    code: 'CONTRACT_INVALID',
    message: 'a step of endpoint it gives no value for :agentId of /agents/:agentId/tasks',
  })
})

test('a journey draws from the feeders whose fields it uses, and from no other', () => {
  const other: FeederInput = { name: 'other', variable: 'unused', range: [1, 2] }

  assert.deepEqual(compiled([GET], {}, [IDS, other]).feeders, ['ids'])
})
