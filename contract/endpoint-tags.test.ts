import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContract, anEndpoint } from '../test/support/builders.ts'
import { endpointTags } from './endpoint-tags.ts'

test('an endpoint has the tags of all steps that call it; a step’s own win over its journey’s', () => {
  const contract = aContract({
    endpoints: [anEndpoint({ name: 'cart' }), anEndpoint({ name: 'login', path: '/login' })],
    journeys: {
      userClasses: [
        {
          name: 'u',
          weight: 1,
          setup: { steps: [{ endpoint: 'login', tags: { team: 'identity' } }] },
          journeys: [
            {
              name: 'buy',
              weight: 1,
              tags: { team: 'checkout', flow: 'buy' },
              steps: [{ endpoint: 'cart' }, { endpoint: 'cart', tags: { team: 'basket' } }],
            },
          ],
        },
      ],
    },
  })

  assert.deepEqual(endpointTags(contract, 'cart'), { team: ['basket', 'checkout'], flow: ['buy'] })
  assert.deepEqual(endpointTags(contract, 'login'), { team: ['identity'] })
})
