#!/usr/bin/env node
import { createLogUpdate } from 'log-update'
import { plimsollVersion } from '../app/version.ts'
import { EXIT, PlimsollError } from '../contract/errors.ts'
import { allCommands } from './all-commands.ts'
import type { Command } from './command.ts'
import { commandHelp, programHelp } from './help.ts'
import type { Io } from './io.ts'
import { nearest } from './nearest.ts'
import { rawKeys } from './raw-keys.ts'
import { terminalOf } from './terminal.ts'

const SHOW_CURSOR = '\u001b[?25h'
/** npm passes on a Ctrl-C that the terminal has sent already: both are one, if no longer apart than this, milliseconds. */
const ONE_PRESS_MS = 300
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A reader that went away (`plimsoll runs | head -1`) ends the output, not the work. */
function swallowBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    })
  }
}

function giveTerminalBack(): void {
  if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR)
  if (process.stdin.isTTY) process.stdin.setRawMode(false)
}

/** The first signal asks, the second ends at once, by the signal itself so that a shell sees it. */
function interruption(): () => AbortSignal {
  let controller: AbortController | undefined
  return () => {
    if (controller) return controller.signal
    const asked = new AbortController()
    controller = asked
    let askedAtMs = 0
    for (const name of SIGNALS) {
      process.on(name, () => {
        if (!asked.signal.aborted) {
          askedAtMs = performance.now()
          return asked.abort(new PlimsollError('INTERRUPTED', `stopped by ${name}`))
        }
        if (performance.now() - askedAtMs < ONE_PRESS_MS) return
        giveTerminalBack()
        process.removeAllListeners(name)
        process.kill(process.pid, name)
      })
    }
    return asked.signal
  }
}

function raiseInGroup(signal: NodeJS.Signals): void {
  process.kill(0, signal)
}

function realIo(): Io {
  const terminal = terminalOf(process.stdout, process.stderr, process.env)
  const live = terminal.isTty ? createLogUpdate(process.stderr) : undefined
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => {
      live?.clear()
      process.stderr.write(`${line}\n`)
    },
    redraw: (lines) => {
      if (lines.length > 0) return live?.(lines.join('\n'))
      live?.clear()
      live?.done()
    },
    ...(live && process.stdin.isTTY && { keys: rawKeys(process.stdin, raiseInGroup) }),
    terminal,
    env: process.env,
    interrupted: interruption(),
  }
}

async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined) {
    io.err(programHelp(allCommands))
    return EXIT.usage
  }
  if (name === '--version' || name === '-v') {
    io.out(plimsollVersion())
    return EXIT.ok
  }
  const wantsHelp = [name, ...args].some((arg) => arg === '--help' || arg === '-h')
  if (wantsHelp || name === 'help') {
    const about = allCommands.find((c) => c.name === (name === 'help' ? args[0] : name))
    io.out(about ? commandHelp(about) : programHelp(allCommands))
    return EXIT.ok
  }
  return commandNamed(name).run(args, io)
}

function commandNamed(name: string): Command {
  const found = allCommands.find((c) => c.name === name)
  if (found) return found
  const names = allCommands.map((c) => c.name)
  const close = nearest(name, names)
  const hint = close ? `did you mean plimsoll ${close}?` : 'plimsoll --help lists all commands'
  throw new PlimsollError('USAGE', `unknown command "${name}"`, { hint })
}

function report(error: unknown, io: Io): number {
  io.redraw([])
  if (error instanceof PlimsollError) {
    const lines = [`error ${error.code}: ${error.message}`]
    if (error.hint) lines.push(`hint: ${error.hint}`)
    io.err(`${lines.join('\n')}   exit ${error.exitCode}`)
    return error.exitCode
  }
  io.err(`bug in plimsoll, please report it: ${(error as Error)?.stack ?? error}`)
  return EXIT.bug
}

swallowBrokenPipes()
const io = realIo()
try {
  process.exitCode = await main(process.argv.slice(2), io)
} catch (error) {
  process.exitCode = report(error, io)
}
