import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localDelivery } from './local-delivery.ts'

const notify = {
  slack: { urlEnv: 'SLACK_URL', channel: '#perf' },
  email: { to: 'a@example.org', from: 'b@example.org', smarthostEnv: 'RELAY' },
  pagerduty: { routingKeyEnv: 'PD_KEY' },
}

test('secrets become files named after their variables, the relay is rendered', () => {
  const env = { SLACK_URL: 'https://hooks.example.org/x', PD_KEY: 'key', RELAY: 'mail:25' }

  const delivery = localDelivery({ notify }, env)

  assert.deepEqual(
    [...delivery.secrets],
    [
      ['SLACK_URL', 'https://hooks.example.org/x'],
      ['PD_KEY', 'key'],
    ],
  )
  assert.equal(delivery.smtpSmarthost, 'mail:25')
  assert.deepEqual(delivery.notify, notify)
  assert.deepEqual(delivery.trouble, [])
})

test('a channel whose variable is not set is left out and said', () => {
  const delivery = localDelivery({ notify }, { PD_KEY: 'key' })

  assert.deepEqual(Object.keys(delivery.notify), ['pagerduty'])
  assert.deepEqual(delivery.trouble, [
    'nobody is told by notify.slack: SLACK_URL is not set',
    'nobody is told by notify.email: RELAY is not set',
  ])
})
