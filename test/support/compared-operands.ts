import { parser } from '@prometheus-io/lezer-promql'

type Node = ReturnType<typeof parser.parse>['topNode']

const COMPARISONS = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte'])

/**
 * What a PromQL expression compares, as text: both sides of every comparison, and the argument of every
 * `absent`, which is one in disguise. A side that is a plain number is left out: it always has a value.
 */
export function comparedOperands(expr: string): string[] {
  const found = new Set<string>()
  const add = (node: Node | null): void => {
    if (node && node.name !== 'NumberDurationLiteral') found.add(expr.slice(node.from, node.to))
  }
  parser.parse(expr).iterate({
    enter: ({ node }) => {
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${expr}`)
      if (node.name === 'BinaryExpr' && [...COMPARISONS].some((sign) => node.getChild(sign))) {
        add(node.firstChild)
        add(node.lastChild)
      }
      if (node.name === 'FunctionCall' && node.getChild('FunctionIdentifier')?.getChild('Absent')) {
        add(node.getChild('FunctionCallBody')?.firstChild ?? null)
      }
    },
  })
  return [...found]
}
