import assert from 'node:assert/strict'

/** A scraped page, with the labels of a series in any order. */
export interface MetricsPage {
  readonly text: string
  /** Value of one series; undefined when it is not on the page. */
  readonly value: (name: string, labels?: Readonly<Record<string, string>>) => number | undefined
  /** All values a label has in a family. */
  readonly labelValues: (name: string, label: string) => string[]
}

/** Scrapes and checks what every page must hold: no series twice, one TYPE a family. */
export async function scrapePage(url: string): Promise<MetricsPage> {
  const response = await fetch(url)
  assert.equal(response.status, 200)
  return parsePage(await response.text())
}

export function parsePage(text: string): MetricsPage {
  const samples = new Map<string, number>()
  const families = new Set<string>()
  for (const line of text.split('\n')) {
    const family = /^# TYPE (\S+)/.exec(line)?.[1]
    if (family !== undefined) {
      assert.ok(!families.has(family), `${family} is declared twice`)
      families.add(family)
    }
    if (line === '' || line.startsWith('#')) continue
    const [, name = '', labels = '', value = ''] =
      /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? assert.fail(`no sample: ${line}`)
    const key = keyOf(name, labelsOf(labels))
    assert.ok(!samples.has(key), `${key} stands twice on the page`)
    samples.set(key, Number(value.replace('+Inf', 'Infinity')))
  }
  return {
    text,
    value: (name, labels = {}) => samples.get(keyOf(name, labels)),
    labelValues: (name, label) =>
      [...samples.keys()]
        .filter((key) => key.startsWith(`${name}{`))
        .map((key) => JSON.parse(key.slice(name.length + 1))[label] as string),
  }
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b))
  return `${name}{${JSON.stringify(Object.fromEntries(sorted))}`
}
