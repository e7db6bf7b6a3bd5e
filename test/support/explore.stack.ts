import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { alertExpression } from '../../alerts/rule-types.ts'
import { allAlerts, buildRules } from '../../alerts/rules.ts'
import { PrometheusClient } from '../../app/prometheus-client.ts'
import { parseContract } from '../../contract/parse-contract.ts'
import { buildDashboards } from '../../dashboards/dashboards.ts'
import demoContract from '../../plimsoll.contract.ts'
import { selector } from '../../queries/selector.ts'
import { prometheusServersUnderTest } from '../../stack/tools.ts'
import { comparedOperands } from './compared-operands.ts'
import { startLoadedStack } from './loaded-stack.ts'
const say = (l: string) => console.log(((performance.now())/1000).toFixed(1), l)
const contract = parseContract(demoContract, 'x')
for (const s of await prometheusServersUnderTest({ env: process.env, say })) {
  say(s.version)
  const st = await startLoadedStack(s, say)
  say('loaded ' + st.runs.join(' '))
  try {
    const c = new PrometheusClient(st.prometheusUrl)
    const sub = (e: string) => e.replaceAll('$__rate_interval','20s').replaceAll('$__interval','5s').replaceAll('$__range','300s').replaceAll('$run', st.runs[0]).replaceAll(/\$(job|instance)\b/g,'.+')
    const asks = [
      ...[...buildDashboards(contract).values()].flatMap((d) => d.panels.flatMap((p) => (p.targets ?? []).map((t) => [`panel ${d.uid}/${p.title}/${t.refId}`, sub(t.expr)] as const))),
      ...allAlerts(contract).flatMap((a) => comparedOperands(alertExpression(a)).map((o) => [`alert ${a.alert} ${JSON.stringify(a.labels)}: ${o}`, o] as const)),
      ...Object.values(buildRules(contract)).flatMap(({ recording }) => recording.flatMap(({ rules }) => rules.map((r) => [`record ${selector(r.record, r.labels)}`, selector(r.record, r.labels)] as const))),
    ]
    say(asks.length + ' asks')
    const end = performance.now() + Number(process.argv[2]) * 1000
    let last: string[] = []
    while (performance.now() < end) {
      const t0 = performance.now()
      const now = Date.now() / 1000
      const empty: string[] = []
      for (const [n, q] of asks) { try { if ((await c.query(q, now)).length === 0) empty.push(n) } catch (e) { empty.push(`${n} ERROR ${e}`) } }
      const gc = await c.query('v8js_gc_duration_seconds_count{v8js_gc_type="major"}', now)
      const gone = last.filter((x) => !empty.includes(x))
      say(`${empty.length} empty in ${(performance.now() - t0).toFixed(0)} ms, gc ${JSON.stringify(gc.map((g) => g.value))}`)
      if (last.length) for (const g of gone) say('  now there: ' + g.slice(0, 150))
      last = empty
      await pause(3000)
    }
    writeFileSync(`/tmp/plimsoll/empty-${s.version}.txt`, last.join('\n'))
    const rules = await (await fetch(`${st.prometheusUrl}/api/v1/rules`)).json() as any
    for (const g of rules.data.groups) say(`${g.name} ${g.interval} ${g.lastEvaluation} ${g.evaluationTime} ${g.rules.filter((r: any) => r.health !== 'ok').map((r: any) => r.name + r.lastError)}`)
    const tg = await (await fetch(`${st.prometheusUrl}/api/v1/targets`)).json() as any
    for (const g of tg.data.activeTargets) say(`${g.labels.job} ${g.health}`)
  } finally { await st.stop(); say('stopped') }
}
