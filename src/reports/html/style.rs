//! How the page looks: on a screen with the evidence beside the text, on paper with all of it below.

/// The style sheet. What a figure's status is, its underline tells without colour too.
pub(super) const SHEET: &str = r#"
:root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fff; --soft: #6b6b70; --line: #d9d9de;
  --good: #1a7f37; --bad: #c1121f; --warn: #9a6700; --note: #0757b8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ea; --paper: #17171a; --soft: #a0a0a8;
  --line: #3a3a40; --good: #57c776; --bad: #ff7b81; --warn: #e3b341; --note: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.as-of, .hint, .place, .id { color: var(--soft); font-size: .875rem; margin: .2rem 0; }
.verdict { font-weight: 600; margin: 0; } .verdict.good { color: var(--good); }
.verdict.error { color: var(--bad); } .verdict.warning { color: var(--warn); }
code, pre { font: .875em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; border-left: 3px solid var(--line); padding-left: .75rem; margin: .4rem 0; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr) 22rem; gap: 2rem; align-items: start; }
article { font: 1.0625rem/1.7 Georgia, serif; max-width: 42rem; }
article .headline { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 1rem; }
.lead { font-size: 1.125rem; } .item { padding-left: 1.25rem; } .speaker, .caption, .date { color: var(--soft); }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); }
.figure { color: inherit; text-decoration: underline solid 2px; text-underline-offset: .2em; border-radius: 2px; }
.figure sup { font: .65em system-ui, sans-serif; color: var(--soft); margin-left: .1em; }
.figure.verified { text-decoration-color: var(--good); }
.figure.contradicted { text-decoration: underline wavy 2px var(--bad); font-weight: 600; }
.figure.stretched { text-decoration: underline double 2px var(--warn); }
.figure.undecided { text-decoration: underline dashed 2px var(--note); }
.figure.unchecked { text-decoration: underline dotted 2px var(--soft); }
.figure.set-aside { text-decoration: underline 1px var(--line); }
a.figure:hover, a.figure:focus { background: color-mix(in srgb, var(--note) 18%, transparent); outline: none; }
a:focus-visible, section:focus-visible { outline: 2px solid var(--note); outline-offset: 2px; }
aside { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; }
.evidence { display: none; border: 1px solid var(--line); border-left: 4px solid var(--soft);
  border-radius: 4px; padding: .75rem 1rem; } .evidence:target { display: block; }
.evidence.verified, .asked.verified { border-left-color: var(--good); }
.evidence.contradicted, .asked.contradicted { border-left-color: var(--bad); }
.evidence.stretched, .asked.stretched { border-left-color: var(--warn); }
.evidence.undecided, .asked.undecided { border-left-color: var(--note); }
.evidence h3 { margin: 0; font-size: 1.0625rem; } .evidence p { margin: .35rem 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .75rem; margin: .5rem 0; font-size: .9375rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.asked { border-left: 3px solid var(--line); padding-left: .75rem; margin: .75rem 0; font-size: .9375rem; }
.asked h4 { margin: 0; font-size: .9375rem; } .moves { font-size: .875rem; } a { color: var(--note); }
.finding { border-left: 4px solid var(--note); padding-left: 1rem; margin: 1rem 0; }
.finding.error { border-left-color: var(--bad); } .finding.warning { border-left-color: var(--warn); }
.finding h3 { font-size: 1rem; margin: 0; } .finding p { margin: .25rem 0; } .violations { margin: .35rem 0; padding-left: 1.5rem; }
table { border-collapse: collapse; font-size: .875rem; } th, td { text-align: left; padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; } summary { cursor: pointer; }
@media screen and (max-width: 60rem) { .pair { grid-template-columns: 1fr; } aside { position: static; max-height: none; }
  body { padding: 1rem; } .evidence:target { position: fixed; inset: auto 0 0 0; max-height: 60vh; overflow: auto; z-index: 1;
  background: var(--paper); border-radius: 0; box-shadow: 0 -4px 16px rgb(0 0 0 / .25); } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } .pair { display: block; } .hint, .moves { display: none; }
  aside { position: static; max-height: none; overflow: visible; columns: 2; }
  .evidence { display: block; break-inside: avoid; margin-bottom: .5rem; } a { color: inherit; } .finding { break-inside: avoid; } }
"#;
