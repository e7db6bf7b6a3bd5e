import type { FailureEvidence, RunRecord } from '../measurement/run-record.ts'
import { clockText, countText, measuredText } from '../verdict/quantity-text.ts'
import { escaped, htmlMeasured } from './html-text.ts'

/** Kept failures shown on the page; the record holds the rest. */
const MOST_EVIDENCE = 8

/** Kept failures with what was sent and what came back, every kind first. */
export function failureEvidence(record: RunRecord, bad: number): string {
  const { failures } = record
  if (failures.length === 0) return ''
  const routes = new Map(record.contract.endpoints.map((e) => [e.name, `${e.method} ${e.path}`]))
  const rows = everyKindFirst(failures).slice(0, MOST_EVIDENCE)
  const cells = rows.map(({ atMs, endpoint, status, outcome, cause, latencyMs }) => {
    const route = escaped(routes.get(endpoint) ?? endpoint)
    const what = escaped(
      status === undefined ? outcome : `${status}${outcome === 'status' ? '' : ` ${outcome}`}`,
    )
    return `<tr><td class="ink">${clockText(atMs)}.${String(Math.floor(atMs % 1000)).padStart(3, '0')}</td><td>${route}</td><td class="ink">${what}</td><td class="m">${escaped(cause)}</td><td class="n">${htmlMeasured(latencyMs, 'ms')}</td></tr>`
  })
  return `<table class="evi"><thead><tr><th>Time</th><th>Endpoint</th><th>Outcome</th><th>What came back</th><th class="n">Latency</th></tr></thead><tbody>${cells.join('\n')}</tbody></table><p class="note">${rows.length} of ${countText(bad)} shown, every kind first; the run record keeps ${countText(failures.length)}, secrets removed.</p>${heads(rows, routes)}`
}

/** One of each cause before a second of any. */
function everyKindFirst(failures: readonly FailureEvidence[]): FailureEvidence[] {
  const seen = new Map<string, number>()
  return failures
    .map((failure) => {
      const kind = `${failure.endpoint} ${failure.outcome} ${failure.cause}`
      const nth = seen.get(kind) ?? 0
      seen.set(kind, nth + 1)
      return { failure, nth }
    })
    .toSorted((a, b) => a.nth - b.nth || a.failure.atMs - b.failure.atMs)
    .map(({ failure }) => failure)
}

/** The heads of what is shown, secrets removed, with where the time went. */
function heads(rows: readonly FailureEvidence[], routes: ReadonlyMap<string, string>): string {
  const texts = rows.map(({ atMs, endpoint, request, responseHead, timing }) => {
    const title = `# ${clockText(atMs)} ${routes.get(endpoint) ?? endpoint}${timing ? `: ${timingText(timing)}` : ''}`
    const parts = [request, ...(responseHead ? [responseHead] : [])]
    return `<pre><span class="c">${escaped(title)}</span>\n${parts.map(escaped).join('\n\n')}</pre>`
  })
  return `<details><summary>What was sent and what came back</summary>${texts.join('\n')}</details>`
}

/** `waited 0.412 ms, connection opened in 1.20 ms, answer after 2.01 s`. */
function timingText({ waitMs, connectMs, answerMs }: NonNullable<FailureEvidence['timing']>): string {
  const parts = [`waited ${measuredText(waitMs, 'ms')}`]
  if (connectMs !== undefined)
    parts.push(`connection opened in ${measuredText(connectMs, 'ms')}`)
  parts.push(answerMs === undefined ? 'never sent' : `ended ${measuredText(answerMs, 'ms')} after the send`)
  return parts.join(', ')
}
