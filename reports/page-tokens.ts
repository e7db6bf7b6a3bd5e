/** Colours, type and space of every page: one definition each, for light, dark and print. */
export const PAGE_TOKENS = `/* Plimsoll tokens. One definition each; light-dark() follows the system, the switch sets color-scheme. */
:root {
  color-scheme: light dark;

  /* surfaces: three depths, no shadows */
  --ground: light-dark(#f7f7f5, #0e1012);
  --surface: light-dark(#ffffff, #15181b);
  --sunken: light-dark(#f0f0ed, #0a0c0d);
  --hover: light-dark(#f3f5f8, #1b1f23);
  --hair: light-dark(#e6e6e1, #23282c);
  --rule: light-dark(#c8c8c1, #3c4349);

  /* ink: 1 = values, 2 = text, 3 = labels (all >= 4.5:1 on ground, surface and sunken) */
  --ink: light-dark(#16181a, #eef0f1);
  --ink-2: light-dark(#454b50, #b7bdc3);
  --ink-3: light-dark(#656b71, #8d959c);
  --accent: light-dark(#1d5bb8, #7fb2ff);
  --on-accent: light-dark(#ffffff, #0e1012);

  /* outcomes: each has a shape too (disc, triangle, square, half disc, slashed ring). Pass is quiet, fail is loud. */
  --pass: light-dark(#0b7265, #5fc9b0);
  --warn: light-dark(#855b00, #efb731);
  --fail: light-dark(#b01439, #f06a78);
  --undecided: light-dark(#2f3c56, #8196ba);
  --invalid: light-dark(#9f279d, #c765e4);
  --pass-wash: light-dark(#e8f4f1, #10231f);
  --warn-wash: light-dark(#faf1da, #2a2110);
  --fail-wash: light-dark(#fae8ec, #33161c);
  --undecided-wash: light-dark(#eceef3, #1a2029);
  --invalid-wash: light-dark(#f8e9f8, #2a1630);

  /* data: percentiles are one hue in three depths (P50 faint, P95 full, P99 deep); comparisons take the others */
  --p50: light-dark(#7ea6dc, #3f6aa5);
  --p95: light-dark(#1d5bb8, #7fb2ff);
  --p99: light-dark(#0b2a5c, #cfe1ff);
  --data-2: light-dark(#a4581a, #e09a5c);
  --data-3: light-dark(#27705f, #5fbfae);
  --data-4: light-dark(#8a4f9e, #c896da);
  --data-5: light-dark(#7a7a70, #a3a398);
  --quiet: light-dark(#9aa0a6, #646c73);
  --contract: light-dark(#16181a, #eef0f1);
  --water: light-dark(#dfe8f4, #1a2838);
  --band: light-dark(#16181a09, #ffffff09);
  --over: light-dark(#b0143912, #f06a781c);

  /* type: system stack, tabular figures wherever a number stands */
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Inter', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --t-xs: 11px; --t-s: 12px; --t-m: 13px; --t-l: 15px; --t-xl: 20px; --t-2xl: 28px;
  --lh: 1.45; --lh-tight: 1.2;
  --w-normal: 400; --w-medium: 500; --w-strong: 600;

  /* space: 4 px grid. radius: controls 5, panels 8, marks 2 */
  --s1: 4px; --s2: 8px; --s3: 12px; --s4: 16px; --s5: 24px; --s6: 32px; --s7: 48px;
  --r-mark: 2px; --r: 5px; --r-panel: 8px;
  --row: 28px;
  --focus: 0 0 0 2px var(--ground), 0 0 0 4px var(--accent);
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
@media print { :root, :root[data-theme] { color-scheme: light; --ground: #fff; --sunken: #f6f6f4; } }
`
