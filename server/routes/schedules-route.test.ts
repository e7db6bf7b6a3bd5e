import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { aServer, TOKEN } from '../test-support/a-server.ts'

test('a schedule that is not there cannot be started', async (t) => {
  const { app } = aServer(t)

  assert.deepEqual((await request(app).get('/api/schedules')).body, { schedules: [] })
  const { status, body } = await request(app)
    .post('/api/schedules/nope/run')
    .set('authorization', `Bearer ${TOKEN}`)
  assert.equal(status, 404)
  assert.match(body.error.message, /no schedule "nope"/)
})
