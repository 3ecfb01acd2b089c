import type { IncomingMessage } from 'node:http'
import { ServiceError } from './errors.ts'
import { readText } from './http.ts'
import { parseXml, textOf, type XmlElement, XmlError } from './xml.ts'

/**
 * Reads the error of a response: XML of S3 (`<Error>`), STS (`<ErrorResponse>`) or EC2 (`<Response>`), JSON of other
 * services. Without a body the status is the code.
 */
export async function readError(response: IncomingMessage): Promise<ServiceError> {
  const status = response.statusCode ?? 0
  const body = await readText(response)
  const json = jsonError(body)
  const xml = xmlError(body)
  const header = response.headers['x-amz-bucket-region']
  const region = typeof header === 'string' ? header : textOf(xml, 'Region')
  const date = new Date(response.headers.date ?? Number.NaN)
  const message = json?.message ?? textOf(xml, 'Message') ?? response.statusMessage ?? ''
  return new ServiceError(status, json?.code ?? textOf(xml, 'Code') ?? String(status), message, {
    region,
    date: Number.isNaN(date.getTime()) ? undefined : date,
  })
}

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
function jsonError(body: string): { code: string; message: string | undefined } | undefined {
  if (!body.startsWith('{')) return undefined
  try {
    const { __type: type, message, Message } = JSON.parse(body)
    // Some services send `com.amazonaws.logs#ThrottlingException`.
    return typeof type === 'string' ? { code: type.split('#').at(-1) ?? type, message: message ?? Message } : undefined
  } catch {
    return undefined
  }
}

/** @returns the element that has the code */
function xmlError(body: string): XmlElement | undefined {
  try {
    return errorIn(parseXml(body))
  } catch (cause) {
    if (cause instanceof XmlError) return undefined
    throw cause
  }
}

function errorIn(element: XmlElement): XmlElement | undefined {
  if (element.name === 'Error') return element
  for (const inner of element.children) {
    const found = errorIn(inner)
    if (found) return found
  }
  return undefined
}
