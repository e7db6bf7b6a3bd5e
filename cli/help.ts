import { EXIT } from '../contract/errors.ts'
import type { Command } from './command.ts'
import { exitLines } from './exit-codes.ts'
import type { Flag } from './flags.ts'

/** What `plimsoll <command> --help` prints: everything needed to use it, by example first. */
export function commandHelp(command: Command): string {
  const words = (command.positionals ?? []).map((p) => (p.optional ? `[${p.name}]` : `<${p.name}>`))
  const flags = Object.entries(command.flags)
  const sections = [
    `plimsoll ${[command.name, ...words].join(' ')}${flags.length ? ' [flags]' : ''}`,
    command.summary,
    section('Examples', columns(command.examples.map(([line, what]) => [line, what]))),
    section('Arguments', columns((command.positionals ?? []).map((p) => [p.name, p.about]))),
    section(
      'Flags',
      columns([
        ...flags.map(([name, flag]): [string, string] => [flagName(name, flag), flagWords(flag)]),
        ['-h, --help', 'print this'],
      ]),
    ),
    section('Exit codes', exitLines(['ok', 'bug', 'usage', ...command.exits])),
  ]
  return sections.filter(Boolean).join('\n\n')
}

/** What `plimsoll --help` prints. */
export function programHelp(commands: readonly Command[]): string {
  const list = commands.map((c): [string, string] => [c.name, c.summary])
  return [
    'plimsoll <command> [flags]',
    'One performance contract drives synthetic load, metrics, dashboards, alerts and verdicts.',
    section('Commands', columns(list)),
    section(
      'Flags',
      columns([
        ['-h, --help', 'print this; after a command, its own help'],
        ['-v, --version', 'print the version'],
      ]),
    ),
    section(
      'Examples',
      columns([
        ['plimsoll demo', 'the whole product in under 4 minutes'],
        ['plimsoll run smoke', 'judge the service by a short run'],
        ['plimsoll generate --check', 'are rules and dashboards up to date?'],
      ]),
    ),
    section('Exit codes', exitLines(Object.keys(EXIT) as (keyof typeof EXIT)[])),
  ].join('\n\n')
}

function flagName(name: string, flag: Flag): string {
  const long = [name, ...(flag.alias ? [flag.alias] : [])].map((n) => `--${n}`).join(', ')
  const value = flag.kind === 'switch' ? '' : ` ${flag.value}`
  return `${flag.short ? `-${flag.short}, ` : ''}${long}${value}`
}

function flagWords(flag: Flag): string {
  const notes = [
    'default' in flag && flag.default ? `default ${flag.default}` : '',
    flag.env ? `env ${flag.env}` : '',
  ].filter(Boolean)
  return notes.length ? `${flag.about} (${notes.join('; ')})` : flag.about
}

function section(title: string, lines: readonly string[]): string {
  return lines.length ? [`${title}:`, ...lines].join('\n') : ''
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
