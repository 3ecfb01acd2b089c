import type { Row } from '../state-db.ts'
import { type Document, NumberText, readDocument, writeDocument } from './documents.ts'

/** An object to store. Its body is one of `json`, `text`, `base64`. */
export interface CaseObject {
  readonly key: string
  /** A document, as text in the form of Python. */
  readonly json?: string
  readonly text?: string
  readonly base64?: string
  /** Charset of `text`. Default: UTF-8. */
  readonly charset?: 'latin-1'
  readonly pack?: 'gzip' | 'gzip-members' | 'gzip-truncated' | 'zip'
  /** Number of copies; `%n%` in key and body becomes 0000, 0001, … */
  readonly times?: number
}

export interface CaseStream {
  readonly region?: string
  readonly group: string
  readonly stream?: string
  /** `ago`: seconds before now. */
  readonly events?: readonly { readonly ago: number; readonly message: string }[]
}

/** What to store in the cloud. */
export interface CaseCloud {
  readonly s3?: Readonly<Record<string, readonly CaseObject[]>>
  readonly logs?: readonly CaseStream[]
  /** Streams to delete. */
  readonly drop_streams?: readonly CaseStream[]
  readonly flow_logs?: readonly { readonly region: string; readonly ids: readonly string[] }[]
  /** By region: pages of findings, each finding as a text. */
  readonly inspector2?: Readonly<Record<string, readonly (readonly string[])[]>>
  /** By queue: messages, documents as texts. */
  readonly sqs?: Readonly<Record<string, readonly string[]>>
}

/** One run of the program. */
export interface CaseStep {
  readonly argv: readonly string[]
  /** What to add to the cloud before the run. */
  readonly aws?: CaseCloud
  /** False: the queue socket is missing. */
  readonly listening?: boolean
  /** The queue socket is a file without a reader. */
  readonly stale_socket?: boolean
}

/** Rows by `database.table`. */
export type State = Readonly<Record<string, readonly Row[]>>

/** What remains in the cloud: keys by bucket, streams by `region:group`, messages by queue. */
export interface Left {
  readonly s3?: Readonly<Record<string, readonly string[]>>
  readonly streams?: Readonly<Record<string, readonly string[]>>
  readonly queues?: Readonly<Record<string, number>>
}

/** The expected results of a run; missing members are not checked. */
export interface Expectation {
  readonly exit: number
  /** Byte for byte, in order. */
  readonly datagrams?: readonly string[]
  /** Alternative: for each datagram the texts that it must contain. */
  readonly events?: readonly (string | readonly string[])[]
  readonly stdout?: readonly string[]
  /** Text of the usage error. */
  readonly usage?: string
  readonly max_bytes?: number
  readonly queue_left?: Readonly<Record<string, number>>
  /** Starts of required lines. */
  readonly output_has?: readonly string[]
  /** Texts that no line may contain. */
  readonly output_lacks?: readonly string[]
  readonly db?: State
  readonly left?: Left
}

/** A recorded case. `{{date:-1:%Y/%m/%d}}` in its texts is yesterday (UTC), `{endpoint}` the local AWS. */
export interface Case {
  readonly title: string
  readonly aws?: CaseCloud | null
  readonly config?: string | null
  readonly credentials?: string
  /** SQL by database. */
  readonly databases?: Readonly<Record<string, string>>
  /** A database whose file is damaged. */
  readonly damage?: string
  readonly env?: Readonly<Record<string, string>>
  readonly steps: readonly CaseStep[]
  /** One for each step. */
  readonly expect: readonly Expectation[]
}

/** Reads the file of a case. Documents for the cloud stay text, to keep their numbers and the order of their keys. */
export function readCase(text: string): Case {
  return plain(readDocument(text)) as Case
}

/** Members of a case that contain such documents. */
const SERVED: Readonly<Record<string, (document: Document) => unknown>> = {
  json: writeDocument,
  sqs: (queues) => mapValues(queues, (messages) => items(messages).map(messageText)),
  inspector2: (regions) => mapValues(regions, (pages) => items(pages).map((page) => items(page).map(writeDocument))),
}

function plain(document: Document): unknown {
  if (document instanceof NumberText) return Number(document.text)
  if (Array.isArray(document)) return document.map(plain)
  if (!(document instanceof Map)) return document
  return Object.fromEntries([...document].map(([key, member]) => [key, (SERVED[key] ?? plain)(member)]))
}

function messageText(message: Document): string {
  return typeof message === 'string' ? message : writeDocument(message)
}

function mapValues(document: Document, change: (member: Document) => unknown): unknown {
  return document instanceof Map ? Object.fromEntries([...document].map(([key, member]) => [key, change(member)])) : {}
}

function items(document: Document): Document[] {
  return Array.isArray(document) ? document : []
}
