/** How the report page is laid out: screen, phone and A4 print. Colours come from page-tokens.ts. */
export const PAGE_STYLE = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;background:var(--ground)}
body{margin:0;font:var(--t-m)/var(--lh) var(--sans);color:var(--ink-2);background:var(--ground);font-variant-numeric:tabular-nums;-webkit-font-smoothing:antialiased}
h1,h2,h3,p,figure,dl,dd,ul,ol{margin:0;padding:0}
h1,h2,h3{color:var(--ink);font-weight:var(--w-strong);line-height:var(--lh-tight);text-wrap:balance}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
code,pre{font-family:var(--mono);font-size:.92em}
b,strong{font-weight:var(--w-strong);color:var(--ink)}
button{font:inherit;color:var(--ink);background:var(--surface);border:1px solid var(--rule);border-radius:var(--r);height:var(--row);padding:0 var(--s3)}
button{cursor:pointer;font-weight:var(--w-medium)}button:hover{background:var(--hover)}
:focus-visible{outline:0;box-shadow:var(--focus);border-radius:var(--r)}
table{border-collapse:collapse;width:100%}
th{font-weight:var(--w-medium);font-size:var(--t-xs);color:var(--ink-3);text-align:left;white-space:nowrap}
td,th{padding:5px var(--s3) 5px 0;vertical-align:baseline;border-bottom:1px solid var(--hair)}
thead th{vertical-align:bottom}
td:last-child,th:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}
.u{color:var(--ink-3);font-size:.92em;margin-left:.14em}
.dim{color:var(--ink-3)}.ink{color:var(--ink)}.nw{white-space:nowrap}
.mark{display:inline-block;width:10px;height:10px;flex:none;vertical-align:-.5px;overflow:visible}
.o-pass{color:var(--pass)}.o-warn{color:var(--warn)}.o-fail{color:var(--fail)}.o-undecided{color:var(--undecided)}.o-invalid{color:var(--invalid)}
.state{display:inline-flex;align-items:center;gap:6px;font-weight:var(--w-medium);white-space:nowrap}
.brand{display:inline-flex;align-items:center;gap:8px;color:var(--ink);font-weight:var(--w-strong);letter-spacing:-.01em}
.brand svg{display:block}
.theme{border:0;background:none;width:28px;padding:0;color:var(--ink-3)}.theme:hover{color:var(--ink)}

.plot{padding:20px var(--gr) 22px var(--gl)}
.pa{position:relative;height:var(--h)}
.pa>svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.pa path{fill:none;vector-effect:non-scaling-stroke}
.gl{stroke:var(--hair)}.gl.z{stroke:var(--rule)}.ax{stroke:var(--hair)}
.cl{stroke:var(--contract);stroke-width:1.5}.wl{stroke:var(--contract);stroke-width:1;stroke-dasharray:2 4;opacity:.6}
.ln{stroke-linejoin:round}.dt{stroke-linecap:round}
.pa>span{position:absolute;font-size:var(--t-xs);line-height:14px;white-space:nowrap;color:var(--ink-3)}
.yt{right:100%;margin-right:11px;transform:translateY(-50%)}
.xt{top:100%;margin-top:5px;transform:translateX(-50%)}
.bn{bottom:100%;margin-bottom:4px;text-align:center;overflow:hidden}
.pa>.rl{left:100%;margin-left:8px;transform:translateY(-50%);font-weight:500}
.pa>.rl.lc{color:var(--contract);font-weight:600}.pa>.rl.lw{color:var(--ink-3)}
.dm{position:absolute;left:0;transform:translate(-50%,-50%);color:var(--contract);display:block;height:15px}
.dm svg{display:block;background:var(--surface);border-radius:50%}
.pa>.nt{color:var(--ink-2);transform:translate(-50%,-100%);padding-bottom:5px;text-align:center}
.pa>.nt.al{transform:translate(-100%,-100%)}.pa>.nt.r{transform:translate(8px,-50%);padding:0}.pa>.nt.l{transform:translate(calc(-100% - 8px),-50%);padding:0}.pa>.nt.b{transform:translate(-50%,6px);padding:0}
@media(max-width:720px){.xt.mi{display:none}}

.page{max-width:1160px;margin:0 auto;padding:0 var(--s5) var(--s7)}
.top{display:flex;align-items:center;gap:var(--s3);padding:var(--s3) 0;border-bottom:1px solid var(--hair);color:var(--ink-3);font-size:var(--t-s)}
.top .sp{flex:1}
.verdict{display:grid;grid-template-columns:minmax(0,1fr) 400px;gap:var(--s7);padding:var(--s6) 0 var(--s5);align-items:start}
.out{display:flex;align-items:center;gap:10px;font-size:var(--t-l);font-weight:600;margin-bottom:var(--s3)}
.out .mark{width:16px;height:16px}
h1{font-size:var(--t-2xl);line-height:1.25;letter-spacing:-.018em;font-weight:600}
h1 code{font-size:.86em;font-weight:600;letter-spacing:-.03em}
.tally{display:flex;flex-wrap:wrap;gap:6px var(--s4);margin-top:var(--s4)}
.meta{display:flex;flex-wrap:wrap;gap:4px var(--s5);margin-top:var(--s4);padding-top:var(--s3);border-top:1px solid var(--hair);font-size:var(--t-s)}
.meta dt{color:var(--ink-3);display:inline}.meta dd{display:inline;color:var(--ink)}.meta div{white-space:nowrap}
.hull figcaption{font-size:var(--t-xs);color:var(--ink-3);margin-top:var(--s2);padding-left:34px}
.hp{position:relative;height:212px;margin:22px 0 0 34px;border-bottom:1px solid var(--rule)}
.hp i,.hp>span{position:absolute;font-style:normal}
.hb{bottom:0;background:var(--water);border-top:2px solid var(--p95)}
.hb.r-fail{background:var(--fail-wash);border-top-color:var(--fail)}.hb.r-warn{border-top-color:var(--warn)}.hb.r-undecided{border-top-style:dashed;border-top-color:var(--undecided)}
.hw{width:1px;background:var(--ink-2)}
.hl{left:-34px;right:0;height:1.5px;background:var(--contract);transform:translateY(50%)}
.hd{left:-34px;transform:translateY(50%);color:var(--contract);height:26px;background:var(--ground);border-radius:50%}
.hd svg{display:block}
.hc{right:0;padding-bottom:4px;font-size:var(--t-xs);font-weight:600;color:var(--ink)}
.ht{font-size:var(--t-xs);white-space:nowrap;line-height:14px;color:var(--ink-2)}.ht.rt{right:100%;margin-right:2px;transform:translateY(50%)}
section{margin-top:var(--s6)}
h2{font-size:var(--t-l);letter-spacing:-.005em;padding-bottom:6px;border-bottom:1px solid var(--rule);display:flex;gap:var(--s3);align-items:baseline}
h2 span{font-weight:400;font-size:var(--t-s);color:var(--ink-3);line-height:1.35}
.obj tbody td,.obj tbody th{vertical-align:middle}.obj td,.obj th{padding-top:0;padding-bottom:0;height:27px;font-size:var(--t-m)}
.obj thead th{font-size:var(--t-xs);height:34px;padding-bottom:5px}
.obj tbody th{color:var(--ink);font-weight:500}.obj tbody th .dim{font-weight:400;font-size:var(--t-s);margin-left:.25em}
.obj .c-p{width:32%;padding-left:var(--s3);padding-right:var(--s3)}
.obj tbody .c-p{border-bottom-color:transparent}
.ll{position:relative;height:27px;margin:0 0 -1px;background:linear-gradient(90deg,transparent 66.667%,var(--over) 0)}.ll:after{content:'';position:absolute;left:66.667%;top:0;bottom:0;width:1.5px;margin-left:-.75px;background:var(--contract)}.ll .pt,.ll .ci{z-index:1}
.ll i{position:absolute;font-style:normal}
.ll .w{left:0;top:9px;bottom:9px;background:var(--water)}
.ll .ci{top:13px;height:2px;background:var(--p95)}.ll .ci:before,.ll .ci:after{content:'';position:absolute;top:-4px;height:10px;width:1.5px;background:inherit}.ll .ci:after{right:0}
.ll .pt{width:8px;height:8px;border-radius:50%;top:10px;margin-left:-4px;background:var(--p95);box-shadow:0 0 0 1.5px var(--ground)}
.r-fail .ll .pt,.r-fail .ll .ci{background:var(--fail)}.r-fail .ll .w{background:var(--fail-wash)}
.r-undecided .ll .pt{background:var(--ground);box-shadow:inset 0 0 0 2px var(--undecided)}.r-undecided .ll .ci{background:var(--undecided)}
.r-warn .ll .pt,.r-warn .ll .ci{background:var(--warn)}
.ll .wt{top:6px;bottom:6px;border-left:1px dotted var(--ink-2)}
.note+.note{margin-top:var(--s1)}.note b{font-weight:500;color:var(--ink-2)}.o-not-judged{color:var(--ink-3)}
.lede{font-size:var(--t-l);line-height:1.55;margin-top:var(--s4);max-width:62ch}.lede.w{color:var(--warn)}
.ll .off{right:-2px;top:4px;color:var(--fail);font-size:15px;line-height:18px}
.axis{position:relative;height:14px;margin:0 0 -3px}.axis span{position:absolute;transform:translateX(-50%)}.axis .k{color:var(--contract);top:-18px;display:block}.axis .k svg{display:block;background:var(--ground);border-radius:50%}
.fig{margin-top:var(--s3)}.fig figcaption{display:flex;flex-wrap:wrap;gap:0 var(--s3);align-items:baseline;color:var(--ink-3);font-size:var(--t-s)}
.two{display:grid;grid-template-columns:minmax(0,1.5fr) minmax(0,1fr);gap:var(--s6)}
.three{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:var(--s3) var(--s5)}
.dm svg{background:var(--ground)!important}
.sm .plot{padding-top:10px}.sm .bn{display:none}
.spk{display:block;width:100%;overflow:visible}.spk path{fill:none;vector-effect:non-scaling-stroke}
td.sp{width:130px;padding-left:var(--s3)}
.ep tbody th{color:var(--ink);font-size:var(--t-m);white-space:nowrap}.ep tbody td,.ep tbody th{vertical-align:middle}.ep code{color:var(--ink-3);font-size:11px}
table+.evi{margin-top:var(--s4)}.evi td{font-size:var(--t-s)}.evi code{color:var(--ink-2)}
.nj td:first-child{color:var(--ink);white-space:nowrap}
.env{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:0 var(--s6);margin-top:2px}
.env div{display:flex;justify-content:space-between;gap:var(--s3);padding:5px 0;border-bottom:1px solid var(--hair)}.env dt{color:var(--ink-3);white-space:nowrap}.env dd{color:var(--ink);text-align:right}
.nj td:first-child{padding-right:var(--s5)}.nj td{padding-right:var(--s5)}
pre{background:var(--sunken);border-radius:var(--r);padding:var(--s3) var(--s4);margin:var(--s3) 0 0;overflow-x:auto;color:var(--ink);font-size:var(--t-s);line-height:1.7}pre .c{color:var(--ink-3)}
.foot{margin-top:var(--s6);font-size:var(--t-xs);color:var(--ink-3)}
sup{line-height:0;position:absolute;margin-top:5px}.note{font-size:var(--t-s);color:var(--ink-3);margin-top:var(--s2)}
.scroll{overflow-x:auto}
details{margin-top:var(--s2)}summary{cursor:pointer;color:var(--accent);font-size:var(--t-s);padding:4px 0}details[open]>summary{color:var(--ink-2)}
@media screen and (max-width:980px){.verdict{grid-template-columns:1fr;gap:var(--s5)}.two{grid-template-columns:1fr;gap:var(--s4)}.obj .c-i,.obj .c-c,.cat{display:none!important}.obj .c-p{width:24%;min-width:120px}.obj tbody th .dim{font-size:var(--t-xs)}.obj td,.obj th{padding-right:8px}
.ep td,.ep th{padding-right:8px}td.sp{width:80px}.three{grid-template-columns:1fr 1fr}.env{grid-template-columns:1fr 1fr}}
@media screen and (max-width:860px){
.page{padding:0 var(--s4) var(--s6)}h1{font-size:22px}.hm,.top .hm{display:none}.three,.env{grid-template-columns:1fr}.plot{--gr:78px!important;--gl:46px!important}.err .plot{--gr:4px!important}h2{flex-direction:column;gap:0}
.obj thead{display:none}.obj,.obj tbody{display:block}
.obj tr{display:grid;grid-template-columns:14px 1fr auto auto;align-items:baseline;column-gap:6px;padding:9px 0 4px;border-bottom:1px solid var(--hair)}
.obj td,.obj tbody th{border:0;height:auto;padding:0}.obj .c-s{font-size:0}.obj .c-i,.obj .c-c{display:none}.obj .c-m{order:2}.obj .c-l{order:3;color:var(--ink-3)}.obj .c-l:before{content:'of '}.obj .c-l.no,.err .nt.al{display:none}.obj .c-s{order:0}.obj .c-n{order:1}.obj .c-p{order:4;grid-column:1/4;width:auto;padding:0}.obj .c-r{order:5;font-size:var(--t-xs);align-self:center;min-width:62px}
.ll{height:22px}.ll .w{top:7px;bottom:7px}.ll .pt{top:7px}.ll .ci{top:10px}.ll .off{top:2px}
.obj tbody th{white-space:normal;overflow-wrap:anywhere}
.ep{font-size:var(--t-s)}.ep tbody th{white-space:normal;font-size:var(--t-s)}.ep td,.ep th{padding-right:7px}td.sp{width:52px;padding-left:4px}
.evi tr{display:grid;grid-template-columns:auto 1fr auto;gap:0 8px;padding:6px 0;border-bottom:1px solid var(--hair)}.evi td{border:0;padding:0}.evi .m{grid-column:1/4}.evi td.n{text-align:left}.evi td.n:last-child{grid-column:2/4;text-align:right}.evi thead{display:none}
.nj tr{display:block;padding:7px 0;border-bottom:1px solid var(--hair)}.nj td{display:block;border:0;padding:0}.nj td:first-child{white-space:normal;font-weight:500}.nj thead{display:none}}
@page{size:A4;margin:13mm 14mm}
@media print{body{font-size:11px;--t-m:11px;--t-l:13px;--t-2xl:21px;--t-s:10.5px;--t-xs:9.5px}.page{padding:0;max-width:none}.theme,.noprint{display:none}.hm{display:table-cell}.verdict{grid-template-columns:minmax(0,1fr) 250px;gap:24px;padding:16px 0}.hp{height:150px}.two{grid-template-columns:1fr 1fr;gap:20px}.three,.env{grid-template-columns:repeat(3,minmax(0,1fr));gap:6px 16px}.plot{--gr:64px!important;--gl:44px!important}section{margin-top:18px}figure,tr,pre,h2{break-inside:avoid}h2{break-after:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}.obj td,.obj th,.ll{height:21px}.ll .w{top:6px;bottom:6px}.ll .pt{top:7px;width:7px;height:7px}.ll .ci{top:10px}.ll .off{top:1px}td,th{padding-top:3px;padding-bottom:3px;padding-right:8px}.obj .c-i{display:table-cell!important}.c-c{display:none}.pa .rl.lc,.pa .rl{white-space:nowrap}td.sp{width:84px}.obj tbody td,.obj tbody th{font-size:10px}.obj td,.obj th{padding-right:7px}.obj .c-p{width:30%;min-width:170px;padding-left:4px;padding-right:4px}.axis span:nth-child(2){display:none}.two .plot{--h:190px!important}.err .plot{--h:110px!important}.three .plot{--h:72px!important}.hm.cat{display:none}.foot{margin-top:14px}pre{padding:6px 10px;line-height:1.5}}
`
