import type { Memory, Summary } from './summary.ts'

type Labels = Readonly<Record<string, string>>

interface Metric {
  readonly name: string
  readonly help: string
  readonly samples: readonly (readonly [Labels, number])[]
}

const LAST_SUCCESS = 'aws_s3_last_success_timestamp_seconds'
const NEWEST = 'aws_s3_newest_event_timestamp_seconds'

/**
 * A summary in the text format of Prometheus, for the textfile collector of the node exporter.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function prometheusText(summary: Summary): string {
  return metricsOf(summary)
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) => {
      const lines = samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`)
      return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
    })
    .join('')
}

function metricsOf(summary: Summary): readonly Metric[] {
  const { source, started, ended, exitCode, lastSuccess, errors, tooLong, manager, places } = summary
  const ofRun = (name: string, help: string, value: number | undefined): Metric => ({
    name: `aws_s3_${name}`,
    help,
    samples: value === undefined ? [] : [[{ ...source }, value]],
  })
  const ofPlaces = (name: string, help: string, countOf: (place: Summary['places'][number]) => number | undefined) => ({
    name: `aws_s3_${name}`,
    help,
    samples: places.flatMap((place): [Labels, number][] => {
      const value = countOf(place)
      const { account, region } = place
      return value === undefined ? [] : [[{ ...source, account, region }, value]]
    }),
  })
  return [
    ofRun('last_run_timestamp_seconds', 'End of the last run.', ended / 1000),
    ofRun('last_success_timestamp_seconds', 'End of the last run that ended with exit code 0.', seconds(lastSuccess)),
    ofRun('last_run_exit_code', 'Exit code of the last run.', exitCode),
    ofRun('last_run_duration_seconds', 'Duration of the last run.', (ended - started) / 1000),
    ofRun('last_run_errors', 'ERROR lines of the last run.', errors),
    ofRun('last_run_too_long_events', 'Events of the last run that are too long for the socket.', tooLong),
    ofRun('last_run_dropped_events', 'Events that the manager dropped during the last run.', manager?.dropped),
    ofPlaces('last_run_objects', 'Objects, log streams and scans that the last run collected.', (p) => p.objects),
    ofPlaces('last_run_events', 'Events that the last run handed over.', (p) => p.events),
    ofPlaces('last_run_discarded_events', 'Events that the discard rule dropped in the last run.', (p) => p.discarded),
    ofPlaces('last_run_failed', 'Objects and records that the last run could not read.', (p) => p.failed),
    ofPlaces('last_run_passed_over_objects', 'Objects that the last run passed over.', (p) => p.passedOver),
    ofPlaces('last_run_bytes', 'Bytes that the last run collected, as stored.', (p) => p.bytes),
    ofPlaces('newest_event_timestamp_seconds', 'Time of the newest object or event.', (p) => seconds(p.newest)),
    ofPlaces('lag_seconds', 'Age of the newest object or event at the end of the last run.', ({ newest }) =>
      newest === undefined ? undefined : (ended - newest) / 1000,
    ),
  ]
}

const seconds = (time: number | undefined) => (time === undefined ? undefined : time / 1000)

function labelText(labels: Labels): string {
  const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `{${Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)}}`
}

/** Reads what an earlier run has written. */
export function memoryOfPrometheus(text: string): Memory {
  const samples = [...text.matchAll(/^(\w+)\{(.*)\} (\S+)$/gm)]
  const label = (labels: string, name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
  const success = samples.find(([, name]) => name === LAST_SUCCESS)
  return {
    lastSuccess: success && Number(success[3]) * 1000,
    places: samples
      .filter(([, name]) => name === NEWEST)
      .map(([, , labels = '', value]) => ({
        account: label(labels, 'account'),
        region: label(labels, 'region'),
        newest: Number(value) * 1000,
      })),
  }
}
