import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import type { LoadCommand } from '../contract/load-command.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { aRunSnapshot } from '../test/support/snapshot-builder.ts'
import { rawKeys } from './raw-keys.ts'
import { RunKeys } from './run-keys.ts'

/** Keys over a run that takes every command, unless it is told to refuse. */
function theKeys(snapshot: Partial<RunSnapshot> = {}, refusal?: PlimsollError) {
  const done: (LoadCommand | 'stop')[] = []
  const printed: string[] = []
  const controls = {
    change: (command: LoadCommand) => {
      if (refusal) throw refusal
      done.push(command)
      return { ...command, atMs: 0, by: 'keys' as const }
    },
    stop: () => void done.push('stop'),
  }
  const keys = new RunKeys(
    controls,
    (lines) => void printed.push(...lines),
    () => ['GET /checkout'],
  )
  keys.see(aRunSnapshot(snapshot))
  const press = (...names: string[]) => {
    for (const name of names) keys.press(name)
  }
  return { keys, done, printed, press }
}

const CLOSED = { model: 'closed' as const, level: 50 }

test('+ and - draft a level in tenths of the present one; only Enter applies it', () => {
  const { keys, done, press } = theKeys(CLOSED)
  press('+', '+', '-', '+')
  assert.equal(keys.prompt, '60 users: Enter applies it, Esc forgets it')
  assert.deepEqual(done, [])
  press('Enter', 'Enter')
  assert.deepEqual(done, [{ kind: 'level', users: 60 }])
  assert.equal(keys.prompt, undefined)
  press('-', 'Escape', 'Enter')
  assert.equal(done.length, 1)
})

test('a small level moves by 1 and never under it; an open run moves its rate', () => {
  const { done, press } = theKeys({ level: 2 })
  press('-', '-', '-', 'Enter')
  assert.deepEqual(done, [{ kind: 'level', ratePerSecond: 1 }])
})

test('x asks once: a second x stops, anything else goes on and does nothing', () => {
  const { keys, done, press } = theKeys(CLOSED)
  press('x')
  assert.match(keys.prompt ?? '', /^Stop the run\?/)
  press('p')
  assert.deepEqual([done, keys.prompt], [[], undefined])
  press('x', 'x')
  assert.deepEqual(done, ['stop'])
})

test('p pauses and goes on again, r goes back to the plan, and the footer says which', () => {
  const { keys, done, press } = theKeys(CLOSED)
  press('p')
  assert.equal(keys.footer(80), '+ - load   p pause   x stop   ? keys')
  keys.see(aRunSnapshot({ ...CLOSED, byHand: 'pause' }))
  press('p')
  assert.match(keys.footer(80), /p go on/)
  keys.see(aRunSnapshot({ ...CLOSED, byHand: 'level' }))
  press('r')
  assert.match(keys.footer(120), /r plan.*l list all endpoints/)
  assert.deepEqual(done, [{ kind: 'pause' }, { kind: 'resume' }, { kind: 'resume' }])
})

test('a refusal is printed with its code and hint, and the run goes on', () => {
  const error = new PlimsollError('LOAD_NOT_ALLOWED', 'too much', { hint: 'ask for less' })
  const { printed, press } = theKeys(CLOSED, error)
  press('+', 'Enter')
  assert.deepEqual(printed, ['error LOAD_NOT_ALLOWED: too much', 'hint: ask for less'])
})

test('? and l print above the view; a key without a meaning does nothing', () => {
  const { done, printed, press } = theKeys(CLOSED)
  press('l', 'q', '7')
  assert.deepEqual(printed, ['GET /checkout'])
  press('?')
  assert.ok(printed.some((line) => line.includes('back to the plan')))
  assert.deepEqual(done, [])
})

test('a keyboard is read raw, its Ctrl-C becomes the signal it was, and it is given back', () => {
  const emitter = new EventEmitter()
  const modes: boolean[] = []
  const signals: string[] = []
  const typed: string[] = []
  let flowing = false
  const keyboard = Object.assign(emitter, {
    setRawMode: (raw: boolean) => modes.push(raw),
    resume: () => {
      flowing = true
    },
    pause: () => {
      flowing = false
    },
  }) as unknown as Parameters<typeof rawKeys>[0]

  const giveBack = rawKeys(
    keyboard,
    (signal) => void signals.push(signal),
  )((key) => {
    typed.push(key)
  })
  for (const chunk of ['+', '++\r', '\u001b', '\u001b[A', '\u0003']) {
    emitter.emit('data', Buffer.from(chunk))
  }
  assert.deepEqual(typed, ['+', '+', '+', 'Enter', 'Escape'])
  assert.deepEqual([signals, modes, flowing], [['SIGINT'], [true], true])
  giveBack()
  emitter.emit('data', Buffer.from('p'))
  assert.deepEqual([typed.length, modes, flowing], [5, [true, false], false])
})
