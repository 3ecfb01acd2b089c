/** In both colour schemes, the contrast between a cell and its mark is at least 4.5 to 1. */
export const STYLE = `
:root { --ground: #fff; --text: #1b1f24; --line: #d0d7de; --ok: #b7e4c0; --wait: #cfe3ff; --late: #ffe08a; --bad: #ffb3ab; --fail: #e2c5ff }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0d1117; --text: #e6edf3; --line: #30363d; --ok: #14532d; --wait: #1e3a6e; --late: #6b4e00; --bad: #8b1a12; --fail: #5b2a86 }
}
body { background: var(--ground); color: var(--text); font: 14px/1.4 system-ui, sans-serif; margin: 0 }
main { margin: 0 auto; max-width: 100rem; padding: 1rem }
h1 { font-size: 1.3rem }
.fine, .found { border-left: .4rem solid var(--ok); font-weight: 600; padding: .3rem .6rem }
.found { border-color: var(--bad) }
.scroll { margin: 1rem 0; overflow-x: auto }
table { border-collapse: collapse }
caption { font-weight: 600; padding: .3rem 0; text-align: left }
th, td { border: 1px solid var(--line); padding: .15rem .4rem; text-align: left; white-space: nowrap }
.map th[scope=col], .map td { text-align: center }
.map th { font-weight: 400 }
.map th[scope=row] { font-family: monospace; position: sticky; left: 0; background: var(--ground) }
.map abbr { text-decoration: none }
.legend span { display: inline-block; min-width: 1.4rem; text-align: center }
.collected { background: var(--ok) }
.waiting { background: var(--wait) }
.late { background: var(--late) }
.missing { background: var(--bad) }
.failed { background: var(--fail) }
`
