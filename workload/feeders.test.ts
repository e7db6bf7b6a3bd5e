import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseCsv } from './csv.ts'
import { feederRows, rowPicker } from './feeders.ts'
import { seededRandom } from './random.ts'

const RANGE = feederRows({ name: 'ids', variable: 'id', range: [1, 5], pick: 'random' }, undefined)

const drawn = (count: number, pick: 'sequential' | 'random' | 'unique', index = 0, workers = 1) => {
  const next = rowPicker(RANGE, pick, { index, workers })
  const random = seededRandom(1)
  return Array.from({ length: count }, () => next(random)?.id)
}

test('sequential starts again at the end; workers take turns', () => {
  assert.deepEqual(drawn(7, 'sequential'), [1, 2, 3, 4, 5, 1, 2])
  assert.deepEqual(drawn(4, 'sequential', 0, 2), [1, 3, 5, 1])
  assert.deepEqual(drawn(3, 'sequential', 1, 2), [2, 4, 2])
})

test('unique gives every row once, to one worker only, and then nothing', () => {
  assert.deepEqual(drawn(4, 'unique', 0, 2), [1, 3, 5, undefined])
  assert.deepEqual(drawn(3, 'unique', 1, 2), [2, 4, undefined])
})

test('random draws every row sooner or later, and only rows', () => {
  assert.deepEqual([...new Set(drawn(200, 'random'))].toSorted(), [1, 2, 3, 4, 5])
})

test('more workers than rows: sequential still has a row for each', () => {
  assert.deepEqual(drawn(2, 'sequential', 7, 8), [1, 1])
})

test('CSV knows quotes, doubled quotes, line breaks in quotes, CRLF, a byte-order mark and empty lines', () => {
  const text = '\uFEFFid,name\r\n1,"Ada ""the first"", Countess"\r\n\r\n2,"two\nlines"\n3,\n'

  assert.deepEqual(parseCsv(text), [
    { id: '1', name: 'Ada "the first", Countess' },
    { id: '2', name: 'two\nlines' },
    { id: '3', name: '' },
  ])
})

test('whatever is written as CSV by its rules is read as it was', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ü', ',', '"', '\n', '\r', ' ') })
  const rows = fc.array(fc.record({ a: cell, b: cell, c: cell }, { noNullPrototype: true }), {
    maxLength: 6,
  })
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.boolean(), (given, line, ends) => {
      const lines = given.map(({ a, b, c }) => [a, b, c].map(quoted).join(','))

      const text = ['a,b,c', ...lines].join(line) + (ends ? line : '')

      assert.deepEqual(parseCsv(text), given)
    }),
  )
})

test('a short row is filled up, a comma at the end of the text is an empty cell', () => {
  assert.deepEqual(parseCsv('a,b\n1\n2,'), [
    { a: '1', b: '' },
    { a: '2', b: '' },
  ])
  assert.deepEqual(parseCsv(''), [])
})

test('two workers together give every row of a unique feeder once, whatever their number of rows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (last, workers) => {
        const feeder = { name: 'ids', variable: 'id', range: [1, last], pick: 'unique' } as const
        const rows = feederRows({ ...feeder, range: [1, last] }, undefined)
        const given = Array.from({ length: workers }, (_, index) => {
          const next = rowPicker(rows, 'unique', { index, workers })
          return Array.from({ length: last + 1 }, () => next(seededRandom(1))?.id ?? 0)
        })
        const ids = given.flat().filter((id) => id !== 0)
        assert.deepEqual(
          ids.toSorted((a, b) => Number(a) - Number(b)),
          Array.from({ length: last }, (_, i) => i + 1),
        )
      },
    ),
  )
})

test('rows come from CSV and JSON text with their fields', () => {
  const csv = feederRows({ name: 'c', csvFile: 'c.csv', pick: 'random' }, 'a,b\n1,2\n')
  const json = feederRows({ name: 'j', jsonFile: 'j.json', pick: 'random' }, '[{"a":1,"b":true}]')

  assert.deepEqual([csv.fields, csv.count, csv.row(0)], [['a', 'b'], 1, { a: '1', b: '2' }])
  assert.deepEqual([json.fields, json.row(0)], [['a', 'b'], { a: 1, b: true }])
})

test('a feeder without usable rows says which and why', () => {
  const json = { name: 'j', jsonFile: 'j.json', pick: 'random' as const }
  const message = (text: string | undefined): string => {
    try {
      feederRows(json, text)
    } catch (error) {
      return error instanceof Error ? error.message : ''
    }
    return ''
  }

  assert.equal(message(undefined), 'feeder j needs the content of j.json')
  assert.equal(message('{'), 'feeder j j.json is not JSON')
  assert.equal(
    message('[{"a":{}}]'),
    'feeder j j.json must be an array of objects with text, numbers or booleans',
  )
  assert.equal(message('[]'), 'feeder j has no rows')
})
