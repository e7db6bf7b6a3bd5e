/** Health check of our own image, which has neither curl nor wget: `node docker/healthy.ts URL`. */
const [url = ''] = process.argv.slice(2)
const { ok } = await fetch(url).catch(() => ({ ok: false }))
process.exitCode = ok ? 0 : 1
