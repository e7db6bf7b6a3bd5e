import type { ReadStream } from 'node:tty'
import type { Io } from './io.ts'

type Keyboard = Pick<ReadStream, 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>

/** What a terminal in raw mode leaves to us: it sends these to everyone in the foreground itself otherwise. */
const SIGNAL_OF: Readonly<Record<string, NodeJS.Signals>> = {
  '\u0003': 'SIGINT', // Ctrl-C
  '\u001c': 'SIGQUIT', // Ctrl-\
}
const NAME_OF: Readonly<Record<string, string>> = {
  '\r': 'Enter',
  '\n': 'Enter',
  '\u001b': 'Escape',
}

/**
 * Reads a keyboard key by key until it is given back. Node itself gives it back when the process ends on its own or by
 * an uncaught error.
 * @param raise sends a signal to the whole foreground group, as the terminal would
 */
export function rawKeys(
  keyboard: Keyboard,
  raise: (signal: NodeJS.Signals) => void,
): NonNullable<Io['keys']> {
  return (onKey) => {
    const read = (chunk: Buffer): void => {
      for (const key of keysOf(chunk.toString('utf8'))) {
        const signal = SIGNAL_OF[key]
        if (signal) raise(signal)
        else onKey(NAME_OF[key] ?? key)
      }
    }
    keyboard.setRawMode(true)
    keyboard.on('data', read)
    keyboard.resume()
    return () => {
      keyboard.off('data', read)
      keyboard.setRawMode(false)
      keyboard.pause()
    }
  }
}

/** Single characters; arrows and function keys come as a longer escape sequence, and are nobody's here. */
function keysOf(typed: string): string[] {
  return typed.startsWith('\u001b') && typed.length > 1 ? [] : [...typed]
}
