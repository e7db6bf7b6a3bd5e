import { alertAnnotations } from '../rule-file.ts'
import type { AlertLinks, AlertRule } from '../rule-types.ts'

type Labels = Readonly<Record<string, string>>

/** An alert's annotations as Prometheus fills them in for these labels and this value. */
export function renderedAnnotations(
  rule: AlertRule,
  links: AlertLinks,
  labels: Labels,
  value: number,
): Labels {
  return Object.fromEntries(
    Object.entries(alertAnnotations(rule, links)).map(([key, template]) => [
      key,
      template.replaceAll(/\{\{ (.+?) \}\}/g, (_, action: string) => fill(action, labels, value)),
    ]),
  )
}

function fill(action: string, labels: Labels, value: number): string {
  const label = /^\$labels\.(\w+)$/.exec(action)?.[1]
  if (label !== undefined) return labels[label] ?? ''
  if (action === '$value | humanizePercentage') return `${fourDigits(value * 100)}%`
  if (action === '$value | humanize1024') return humanize1024(value)
  if (action === '$value | humanize') return humanize(value)
  return String(value)
}

/** Prometheus' own function of the name: powers of 1024, four digits. */
function humanize1024(value: number): string {
  const prefixes = ['', 'ki', 'Mi', 'Gi', 'Ti']
  let scaled = value
  let power = 0
  while (Math.abs(scaled) >= 1024 && power < prefixes.length - 1) {
    scaled /= 1024
    power++
  }
  return `${fourDigits(scaled)}${prefixes[power]}`
}

/** Prometheus' own function of the name: powers of 1000, also below 1, four digits. */
function humanize(value: number): string {
  const prefixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T']
  const power = Math.floor(Math.log10(Math.abs(value)) / 3)
  const index = value === 0 ? 3 : Math.min(Math.max(power + 3, 0), prefixes.length - 1)
  return `${fourDigits(value / 1000 ** (index - 3))}${prefixes[index]}`
}

/** Go's `%.4g`, within the range where it writes no exponent. */
function fourDigits(value: number): string {
  return String(Number(value.toPrecision(4)))
}
