import type { IncomingMessage } from 'node:http'
import * as messages from '../../messages/aws.ts'
import { ServiceError } from './errors.ts'
import { readText } from './http.ts'
import { describeStart, StrangerError } from './stranger.ts'
import { parseXml, textOf, type XmlElement, XmlError } from './xml.ts'

/**
 * Reads the XML of an answer.
 *
 * @param root name of its outermost element
 * @throws StrangerError if it is anything else, ServiceError if it is cut off: a part that did not arrive must not
 * count as absent
 */
export async function readXml(response: IncomingMessage, root: string): Promise<XmlElement> {
  const text = await readText(response)
  const element = parsed(text, response, root)
  if (element.name !== root) throw new StrangerError(messages.otherXml(element.name, root))
  return element
}

function parsed(text: string, response: IncomingMessage, root: string): XmlElement {
  try {
    return parseXml(text)
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause
    if (cause.root === root) throw incomplete()
    throw new StrangerError(messages.noXml(describeStart(response, text)))
  }
}

/** @returns the text of a child that AWS always sends @throws StrangerError if it is missing */
export function required(element: XmlElement | undefined, name: string): string {
  const text = textOf(element, name)
  if (!text) throw new StrangerError(messages.withoutElement(name))
  return text
}

/** Reads the JSON object of an answer; an empty body is an empty object. @throws StrangerError, ServiceError as {@link readXml} */
export async function readJson<T extends object>(response: IncomingMessage): Promise<T> {
  const text = await readText(response)
  ensureJson(response, text)
  try {
    return JSON.parse(text || '{}')
  } catch {
    throw incomplete()
  }
}

/** @throws StrangerError if a body does not even start like a JSON object */
export function ensureJson(response: IncomingMessage, text: string): void {
  if (text !== '' && !/^\s*\{/.test(text)) throw new StrangerError(messages.noJson(describeStart(response, text)))
}

/**
 * @param next token of the next page
 * @returns undefined after the last page
 * @throws StrangerError if it is the token of the requested page, which would be read without end
 */
export function nextTokenOf(next: string | undefined, asked: string | undefined): string | undefined {
  if (next && next === asked) throw new StrangerError(messages.samePage())
  return next || undefined
}

/** Another attempt may bring the whole answer. */
export function incomplete(): ServiceError {
  return new ServiceError(500, 'IncompleteAnswer', messages.incompleteAnswer())
}
