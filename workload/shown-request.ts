import type { CompiledRequest } from './compile-request.ts'
import { filled, type Template, type Variables } from './template.ts'

/** A request to be read, not sent: a variable without a value keeps its place as `{{name}}`. */
export function shownRequest(
  { head, body }: CompiledRequest,
  variables: Variables,
): { readonly head: string; readonly body: string } {
  return { head: shown(head, variables), body: body === undefined ? '' : shown(body, variables) }
}

function shown({ texts, holes }: Template, variables: Variables): string {
  return holes.reduce((text, hole, i) => {
    const value = filled({ texts: ['', ''], holes: [hole] }, variables)
    return text + (value ?? `{{${hole.variable}}}`) + (texts[i + 1] ?? '')
  }, texts[0] ?? '')
}
