import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redactedHead } from './redacted-head.ts'

test('headers and query parameters that promise a secret lose their value, the others keep it, the body goes', () => {
  const text = [
    'GET /it?api_key=a&apikey=b&page=1&sessionId=c HTTP/1.1',
    'Host: shop.test:8080',
    'Proxy-Authorization: Basic d',
    'X-API-Key: e',
    'Cookie: f=g',
    'X-Auth-Token: h',
    'Accept: */*',
    '',
    'password=i',
  ].join('\r\n')

  assert.equal(
    redactedHead(text),
    [
      'GET /it?api_key=[removed]&apikey=[removed]&page=1&sessionId=[removed] HTTP/1.1',
      'Host: shop.test:8080',
      'Proxy-Authorization: [removed]',
      'X-API-Key: [removed]',
      'Cookie: [removed]',
      'X-Auth-Token: [removed]',
      'Accept: */*',
    ].join('\n'),
  )
})
