import type { Plan } from './plan.ts'
import type { Outcome } from './scene.ts'

interface Row extends Outcome {
  readonly group: string
  readonly fault: string
}

const COLUMNS = ['fault', 'runs', 'events', 'lost', 'twice'] as const
const NOTHING = { runs: 0, events: 0, lost: 0, twice: 0 }

/** Carries out plans, says which fail, and sums up the others. */
export class Table {
  failures = 0
  readonly #rows: Row[] = []

  async add(plan: Plan): Promise<void> {
    const { group, fault, skipped, mostTwice = 0 } = plan
    if (skipped !== undefined) {
      console.log(`skip ${group}, ${fault}: ${skipped}`)
      return
    }
    try {
      const outcome = await plan.run()
      this.#rows.push({ group, fault, ...outcome })
      const { runs, events, lost, twice } = outcome
      if (lost > 0 || twice > mostTwice) throw new Error(`lost ${lost}, twice ${twice}`)
      console.log(`ok ${group}, ${fault} (${runs} runs, ${events} events, ${twice} twice)`)
    } catch (cause) {
      this.failures++
      console.log(`FAIL ${group}, ${fault}: ${(cause as Error).message}`)
    }
  }

  text(): string {
    const lines = [COLUMNS, ...this.#sums().map(cells)]
    const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
    return lines
      .map((line) =>
        line.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart((widths[n] ?? 0) + 2))).join(''),
      )
      .join('\n')
  }

  /** @returns the rows alone, for a page */
  markdown(): string {
    return this.#sums()
      .map((row) => `| ${cells(row).join(' | ')} |\n`)
      .join('')
  }

  /** Plans of the same name are one row; the last row has the sums. */
  #sums(): readonly Row[] {
    const sums = new Map<string, Row>()
    for (const row of this.#rows) sums.set(row.fault, plus(sums.get(row.fault) ?? { ...NOTHING, ...named(row) }, row))
    const total = this.#rows.reduce((sum, row) => plus(sum, row), { ...NOTHING, group: '', fault: 'all' })
    return [...[...sums.values()].sort((a, b) => a.group.localeCompare(b.group)), total]
  }
}

const named = ({ group, fault }: Row) => ({ group, fault })

function plus(sum: Row, { runs, events, lost, twice }: Outcome): Row {
  return { ...sum, runs: sum.runs + runs, events: sum.events + events, lost: sum.lost + lost, twice: sum.twice + twice }
}

function cells({ group, fault, runs, events, lost, twice }: Row): readonly string[] {
  return [group === '' ? fault : `${group}, ${fault}`, ...[runs, events, lost, twice].map(String)]
}
