import { byId, h, put } from './dom.js'
import { wireKeys } from './keys.js'
import { LiveFeed } from './live-feed.js'
import { problemWords } from './problem.js'
import { roomAt } from './rooms.js'
import { act, onSession, signIn, signOut } from './session.js'
import { followTheme } from './theme.js'

/** @import { Room } from './rooms.js' */

const REFRESH_MS = 5_000

const live = new LiveFeed()
/** @type {Room} */
let room = { title: '' }

/** What a room may use of the frame. */
const frame = {
  live,
  /** Does what changes something, with the token, and says above the room what went wrong. */
  do: async (/** @type {() => Promise<unknown>} */ call) => {
    try {
      await act(call)
      say()
    } catch (error) {
      say(...problemWords(error))
    }
  },
}
/** @typedef {typeof frame} Frame */

/** Opens the room of the address; each room gets an element of its own, so that a late answer draws nowhere else. */
function show() {
  room.close?.()
  const { name, section, open } = roomAt(location.pathname)
  const host = h('div', { class: `room ${name}` })
  put(byId('room'), host)
  for (const link of byId('rooms').querySelectorAll('a')) {
    if (link.getAttribute('href') === section) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  room = open(host, frame)
  document.title = `${room.title} · Plimsoll`
  refresh()
}

function refresh() {
  if (!document.hidden) void room.refresh?.()
}

/** @param {string} path */
function go(path) {
  if (path !== location.pathname + location.search) history.pushState(null, '', path)
  say()
  show()
  scrollTo(0, 0)
  byId('room').focus({ preventScroll: true })
}

/** A line above the room, or none. @param {...(Node | string)} words */
function say(...words) {
  put(byId('trouble'), ...words)
  byId('trouble').hidden = words.length === 0
}

/** Follows links between rooms without loading the page again; any other link is the browser's. @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const own = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
  if (!link || !own || event.defaultPrevented || link.origin !== location.origin) return
  if (link.hash || link.target || !roomAt(link.pathname).known) return
  event.preventDefault()
  go(link.pathname + link.search)
}

/** @param {'connected' | 'lost'} connection */
function showConnection(connection) {
  const lost = connection === 'lost'
  const running = !lost && live.running
  byId('connection').className = `conn ${lost ? 'lost' : running ? 'live' : ''}`
  const words = lost ? 'connection lost' : running ? 'live' : 'connected'
  put(byId('connection'), h('i', { class: 'beat' }), h('span', {}, words))
}

live.onChange(() => {
  showConnection(live.connection)
  if (live.connection === 'lost' && !live.refused) {
    const goesOn = 'A run goes on by itself; the page tries again and fills the gap.'
    say(h('b', {}, 'The console lost its server. '), goesOn)
  } else if (byId('trouble').textContent?.startsWith('The console lost')) say()
})
onSession((signedIn) => {
  byId('sign').textContent = signedIn ? 'Sign out' : 'Sign in'
  live.connect()
  refresh()
})

const switchTheme = followTheme(() => room.redraw?.())
byId('theme').addEventListener('click', switchTheme)
byId('sign').addEventListener('click', () => {
  if (byId('sign').textContent === 'Sign out') void signOut()
  else void signIn()
})
document.addEventListener('click', follow)
addEventListener('popstate', show)
document.addEventListener('visibilitychange', refresh)
wireKeys({ go, switchTheme, room: () => room })
show()
setInterval(refresh, REFRESH_MS)
