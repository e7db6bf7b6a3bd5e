import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import request from 'supertest'
import { aServer } from '../test-support/a-server.ts'

test('health says that the store can be used', async (t) => {
  const { app, project } = aServer(t)

  assert.deepEqual((await request(app).get('/health')).body, { status: 'ok', version: '0.0.0' })

  writeFileSync(join(project.home, 'runs.sqlite'), 'no database any more'.repeat(100))
  const broken = await request(app).get('/health')
  assert.equal(broken.status, 503)
  assert.equal(broken.body.error.code, 'STORE_UNUSABLE')
})

test('ready tells the contract it would run, and 503 with the reason when it cannot', async (t) => {
  const { app, project } = aServer(t)

  const { status, body } = await request(app).get('/ready')
  assert.equal(status, 200)
  assert.match(body.contract.onDisk, /^[0-9a-f]{7}$/)
  assert.match(body.schedules, /^0 loaded, switched off; the contract changed since/)
  assert.match(body.prometheus, /^none is known/)

  writeFileSync(project.contractPath, '{}')
  const broken = await request(app).get('/ready')
  assert.equal(broken.status, 503)
  assert.match(broken.body.reasons[0], /contract\.json has \d+ problems/)
})
