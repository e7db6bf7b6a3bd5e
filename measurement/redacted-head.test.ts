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

test('a secret is removed by its value wherever it stands, and a token by its form under any name', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'
  const text = [
    'GET /reset/pa%24s%2Fword/1 HTTP/1.1',
    `X-Forwarded-User: ${jwt}`,
    'X-Note: sent as pa$s/word, 1 time',
    'X-Custom: Bearer abc.def',
    'Location: /welcome?page=1&session_token=abc',
    'Content-Type: text/html; charset=utf-8',
  ].join('\r\n')

  assert.equal(
    redactedHead(text, ['pa$s/word', '']),
    [
      'GET /reset/[removed]/1 HTTP/1.1',
      'X-Forwarded-User: [removed]',
      'X-Note: sent as [removed], 1 time',
      'X-Custom: Bearer [removed]',
      'Location: /welcome?page=1&session_token=[removed]',
      'Content-Type: text/html; charset=utf-8',
    ].join('\n'),
  )
})

test('a value under four characters is removed where it is a word of its own, not within other words', () => {
  const text = [
    'GET /v1/regions/eu/1?region=eu&queue=neutral&n=1.1 HTTP/1.1',
    'Host: 127.0.0.1:8080',
    'X-Tenant: shop-eu',
    'X-Code: a+b',
    'X-Neu: {"at":"eu"} eu2',
  ].join('\r\n')

  assert.equal(
    redactedHead(text, ['eu', '1', 'a+b']),
    [
      'GET /v1/regions/[removed]/[removed]?region=[removed]&queue=neutral&n=1.1 HTTP/1.1',
      'Host: 127.0.0.1:8080',
      'X-Tenant: shop-[removed]',
      'X-Code: [removed]',
      'X-Neu: {"at":"[removed]"} eu2',
    ].join('\n'),
  )
})
