import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ResponseInfo } from './autocannon-surface.ts'
import { HeadMemory } from './head-memory.ts'

function anInfo(overrides: Partial<ResponseInfo> = {}): ResponseInfo {
  return {
    statusCode: 200,
    statusMessage: 'OK',
    headers: [],
    versionMajor: 1,
    versionMinor: 1,
    shouldKeepAlive: true,
    ...overrides,
  }
}

const answer = (head: string, body: string) => Buffer.from(`${head}\r\n\r\n${body}`, 'latin1')

test('a head is known again when all its bytes and the length of the body are the same', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '\r\n', 'é'), maxLength: 6 })
  const one = fc
    .record({ head: text, body: text })
    .filter(({ head }) => !`${head}\r\n`.includes('\r\n\r\n'))
  fc.assert(
    fc.property(one, one, (kept, next) => {
      const memory = new HeadMemory()
      const info = anInfo()
      const known = answer(kept.head, kept.body)
      memory.keep(known, kept.body.length, info)
      known.fill(0) // what is kept is a copy

      const found = memory.ofWholeAnswer(answer(next.head, next.body))

      const same = next.head === kept.head && next.body.length === kept.body.length
      assert.equal(found?.info, same ? info : undefined)
      if (found) assert.equal(found.head.length, next.head.length + 4)
    }),
  )
})

test('an answer whose length the head does not tell is not kept', () => {
  const memory = new HeadMemory()
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked'
  memory.keep(answer(chunked, ''), 0, anInfo({ headers: ['Transfer-Encoding', 'chunked'] }))
  assert.equal(memory.ofWholeAnswer(answer(chunked, '')), undefined)

  const notModified = 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9'
  memory.keep(answer(notModified, ''), 0, anInfo({ statusCode: 304 }))
  assert.equal(memory.ofWholeAnswer(answer(notModified, '')), undefined)

  const withMore = 'HTTP/1.1 200 OK\r\nContent-Length: 2'
  memory.keep(answer(withMore, 'okmore'), 2, anInfo())
  assert.equal(memory.ofWholeAnswer(answer(withMore, 'okmore')), undefined)
})
