import { h } from './dom.js'

/**
 * The Markdown that our runbooks use, as nodes: headings, paragraphs, lists, bold and code. Text stays text.
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function markdownNodes(text) {
  return text
    .split(/\n{2,}|\n(?=(?:1\.|-) )(?<!^(?:\d+\.|-) .*\n)/m)
    .map((block) => block.trim())
    .filter(Boolean)
    .map(blockNode)
}

/** @param {string} block */
function blockNode(block) {
  const heading = /^(#{1,3}) (.+)$/.exec(block)
  if (heading) return h(heading[1] === '#' ? 'h1' : 'h2', {}, ...inline(heading[2] ?? ''))
  const ordered = /^\d+\. /.test(block)
  if (!ordered && !block.startsWith('- ')) return h('p', {}, ...inline(block))
  const items = block.split(/\n(?=(?:\d+\.|-) )/)
  const bare = items.map((item) => item.replace(/^(?:\d+\.|-) /, ''))
  return h(ordered ? 'ol' : 'ul', {}, ...bare.map((item) => h('li', {}, ...inline(item))))
}

/** Bold and code; what stands between them is text. @param {string} text @returns {(Node | string)[]} */
function inline(text) {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part) => {
    if (part.startsWith('**')) return h('b', {}, part.slice(2, -2))
    return part.startsWith('`') ? h('code', {}, part.slice(1, -1)) : part
  })
}
