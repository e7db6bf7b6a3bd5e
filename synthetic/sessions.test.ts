import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import { anEndpoint } from '../test/support/builders.ts'
import { anEngineRun, aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer, type RawRequest } from '../test/support/raw-server.ts'

type UserClass = ContractInput['journeys']['userClasses'][number]
type ProfileInput = ContractInput['profiles'][string]

const ENDPOINTS = [
  anEndpoint({ name: 'login', method: 'POST', path: '/login' }),
  anEndpoint({ name: 'it', path: '/it' }),
  anEndpoint({ name: 'logout', method: 'POST', path: '/logout' }),
]
const ACCOUNTS = { name: 'accounts', variable: 'account', range: [1, 9] as [number, number] }
const PAUSE = { distribution: 'constant' as const, duration: '20ms' }

/** Users who log in, ask with their token, and log out. */
const SESSION: UserClass = {
  name: 'u',
  weight: 1,
  thinkTime: PAUSE,
  setup: {
    steps: [
      {
        endpoint: 'login',
        body: { account: '{{account}}' },
        extract: { token: { json: 'token' } },
      },
    ],
  },
  teardown: { steps: [{ endpoint: 'logout', headers: { authorization: '{{token}}' } }] },
  journeys: [
    {
      name: 'j',
      weight: 1,
      steps: [
        {
          endpoint: 'it',
          headers: { authorization: '{{token}}' },
          query: { account: '{{account}}' },
        },
      ],
    },
  ],
}

const sessionContract = (url: string, profile: ProfileInput) =>
  aTrafficContract(url, profile, {
    endpoints: ENDPOINTS,
    journeys: { feeders: [{ ...ACCOUNTS, pick: 'unique' }], userClasses: [SESSION] },
  })

/** A server that gives account n the token `token-n`. */
const aLoginServer = (t: Parameters<typeof aRawServer>[0], refuses = 0) =>
  aRawServer(t, (socket, { path, body, number }) => {
    const { account } = path === '/login' ? JSON.parse(body) : { account: '' }
    const refused = path === '/login' && number <= refuses
    const head = refused ? 'HTTP/1.1 503 Service Unavailable' : undefined
    socket.write(anAnswer(JSON.stringify({ token: `token-${account}` }), head))
  })

const tokenOf = ({ head }: RawRequest): string => /^authorization: (.*)$/m.exec(head)?.[1] ?? ''
const countOf = (requests: readonly RawRequest[], path: string): number =>
  requests.filter((request) => request.path.startsWith(path)).length

test('a user logs in once, keeps its token and its row for life, and logs out when it goes', async (t) => {
  const server = await aLoginServer(t)
  const profile: ProfileInput = {
    model: 'closed',
    users: 3,
    duration: '500ms',
    judges: ['checks'],
  }

  const run = await anEngineRun(sessionContract(server.url, profile))

  assert.equal(countOf(server.requests, '/login'), 3)
  assert.equal(countOf(server.requests, '/logout'), 3)
  const asked = server.requests.filter(({ path }) => path.startsWith('/it'))
  assert.ok(asked.length > 15)
  for (const request of asked) {
    assert.equal(tokenOf(request), `token-${request.path.split('=')[1]}`)
  }
  assert.equal(new Set(asked.map(tokenOf)).size, 3, 'each user its own account')
  const last = server.requests.slice(-3).map(({ path }) => path)
  assert.deepEqual(last, ['/logout', '/logout', '/logout'])
  assert.deepEqual([...run.totals.keys()], ['it'], 'what is done once is counted apart')
  assert.deepEqual(run.outcomes, { ok: asked.length })
  assert.equal(run.intervals[0]?.setup?.login?.outcomes.ok, 3)
  assert.equal(run.intervals.at(-1)?.teardown?.logout?.outcomes.ok, 3)
  assert.equal(run.live.get('offered'), asked.length)
  assert.equal(run.answers, server.requests.length)
})

test('users who leave on the way down log out then, and those who come again log in again', async (t) => {
  const server = await aLoginServer(t)
  const stages = [2, 1, 2].map((users, i) => ({
    phase: `p${i}`,
    duration: '300ms',
    users,
    shape: 'step' as const,
  }))

  await anEngineRun(sessionContract(server.url, { model: 'closed', stages, judges: ['checks'] }))

  assert.equal(countOf(server.requests, '/login'), 3)
  assert.equal(countOf(server.requests, '/logout'), 3)
})

test('a setup that fails is tried again, no journey begins before it held, and the proof is kept', async (t) => {
  const server = await aLoginServer(t, 1)
  const profile: ProfileInput = {
    model: 'closed',
    users: 1,
    duration: '10s',
    iterations: 2,
    judges: ['checks'],
  }

  const run = await anEngineRun(sessionContract(server.url, profile))

  assert.deepEqual(
    server.requests.map(({ path }) => path.split('?')[0]),
    ['/login', '/login', '/it', '/it', '/logout'],
  )
  const setups = run.intervals.map(({ setup }) => setup?.login?.outcomes ?? {})
  assert.equal(
    setups.reduce((sum, { status = 0 }) => sum + status, 0),
    1,
  )
  assert.deepEqual(
    run.evidence.map(({ endpoint, status }) => [endpoint, status]),
    [['login (setup)', 503]],
  )
  assert.deepEqual(run.outcomes, { ok: 2 })
})

test('an arrival is a visitor: it logs in, goes its journey and logs out', async (t) => {
  const server = await aLoginServer(t)
  const profile: ProfileInput = {
    model: 'open',
    ratePerSecond: 8,
    duration: '1s',
    judges: ['checks'],
  }

  const run = await anEngineRun(sessionContract(server.url, profile))

  for (const path of ['/login', '/it', '/logout']) assert.equal(countOf(server.requests, path), 8)
  assert.deepEqual([run.live.get('offered'), run.live.get('delivered')], [8, 8])
  assert.deepEqual(run.outcomes, { ok: 8 })
})

test('a user keeps its cookies from journey to journey, another user has its own', async (t) => {
  let visitors = 0
  const server = await aRawServer(t, (socket, { head }) => {
    const cookie = /^cookie: /im.test(head) ? '' : `\r\nSet-Cookie: visitor=${++visitors}; Path=/`
    socket.write(anAnswer('ok', `HTTP/1.1 200 OK${cookie}\r\nSet-Cookie: other=1; Path=/elsewhere`))
  })
  const journeys = [{ name: 'j', weight: 1, steps: [{ endpoint: 'it' }] }]
  const userClasses = [{ name: 'u', weight: 1, thinkTime: PAUSE, cookies: true, journeys }]
  const profile: ProfileInput = { model: 'closed', users: 2, duration: '500ms', judges: ['checks'] }

  await anEngineRun(
    aTrafficContract(server.url, profile, { endpoints: ENDPOINTS, journeys: { userClasses } }),
  )

  assert.equal(visitors, 2)
  const cookies = server.requests.map(({ head }) => /^cookie: (.*)$/im.exec(head)?.[1] ?? 'none')
  assert.ok(cookies.length > 8)
  assert.deepEqual([...new Set(cookies)].toSorted(), ['none', 'visitor=1', 'visitor=2'])
})

test('a step may wait longer or shorter for its answer than the profile says', async (t) => {
  const server = await aRawServer(t, (socket, { path }) => {
    if (path === '/login') setTimeout(() => socket.write(anAnswer('late')), 400)
  })
  const steps = [
    { endpoint: 'login', requestTimeout: '5s' },
    { endpoint: 'it', requestTimeout: '50ms' },
  ]
  const userClasses = [{ name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps }] }]
  const profile: ProfileInput = {
    model: 'closed',
    users: 1,
    duration: '10s',
    iterations: 1,
    requestTimeout: '100ms',
    judges: ['checks'],
  }

  const run = await anEngineRun(
    aTrafficContract(server.url, profile, { endpoints: ENDPOINTS, journeys: { userClasses } }),
  )

  assert.equal(run.totals.get('login')?.outcomes.ok, 1)
  assert.equal(run.totals.get('it')?.outcomes.timeout, 1)
  assert.match(run.evidence[0]?.cause ?? '', /no answer within 50 ms/)
})
