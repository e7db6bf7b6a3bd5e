import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { LanguageType, promQLLanguage } from '@prometheus-io/codemirror-promql'
import { Parser } from '@prometheus-io/codemirror-promql/dist/cjs/parser/index.js'
import { parser as grammar } from '@prometheus-io/lezer-promql'
import { parseContract } from '../contract/parse-contract.ts'
import demoContract from '../plimsoll.contract.ts'
import { buildDashboards } from './dashboards.ts'

type State = ConstructorParameters<typeof Parser>[0]

// Prometheus' editor is CommonJS, and its extensions fit the CodeMirror of that build alone.
const load = createRequire(import.meta.url)
const { EditorState }: { EditorState: { create(config: object): State } } =
  load('@codemirror/state')
const { ensureSyntaxTree }: { ensureSyntaxTree: (state: State, upTo: number, ms: number) => void } =
  load('@codemirror/language')

/** Grafana's macros as it would fill them in. */
function substituted(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '20s')
    .replaceAll('$__range', '900s')
    .replaceAll(/\$(job|instance|run)\b/g, '.+')
}

/** What Prometheus would refuse: syntax by its grammar, types by the analysis of its own editor. */
function problems(expr: string): string[] {
  const found: string[] = []
  grammar.parse(expr).iterate({
    enter: ({ type, from }) => {
      if (type.isError) found.push(`syntax error at ${from}`)
    },
  })
  const state = EditorState.create({
    doc: expr,
    extensions: [promQLLanguage(LanguageType.PromQL)],
  })
  ensureSyntaxTree(state, expr.length, 5000) // long expressions are parsed piece by piece
  const analysis = new Parser(state.update({}).state)
  analysis.analyze()
  return [...found, ...analysis.getDiagnostics().map(({ message }) => message)]
}

test('every expression of the demo’s dashboards is PromQL that types', () => {
  const dashboards = [...buildDashboards(parseContract(demoContract, 'demo')).values()]
  const expressions = dashboards.flatMap(({ panels, annotations }) => [
    ...panels.flatMap(({ targets }) => targets ?? []).map(({ expr }) => expr),
    ...annotations.list.flatMap(({ expr }) => (expr === undefined ? [] : [expr])),
  ])

  assert.ok(expressions.length > 80, `only ${expressions.length} expressions`)
  for (const expr of expressions) {
    assert.deepEqual(problems(substituted(expr)), [], expr)
    assert.doesNotMatch(substituted(expr), /\$/, expr)
  }
})

test('the check finds an unbalanced parenthesis, a rate without a window and a sum of a range', () => {
  assert.notDeepEqual(problems('sum(rate(up[5m])'), [])
  assert.notDeepEqual(problems('rate(up)'), [])
  assert.notDeepEqual(problems('sum(up[5m])'), [])
})
