import { contractDocument } from './contract-document.ts'
import { HEADER } from './file-text.ts'
import { metricsDocument } from './metrics-document.ts'

/** Plimsoll's own reference pages, which depend on its tables and on no contract. */
export function referenceDocuments(): ReadonlyMap<string, string> {
  const header = HEADER.replace('`plimsoll generate` from the contract', '`npm run generate`')
  return new Map([
    ['docs/metrics.md', metricsDocument(header)],
    ['docs/contract-reference.md', contractDocument(header)],
  ])
}
