import { asText } from '../objects/text.ts'
import type { BucketType, TextFormat } from './contract.ts'

/** The members of a type whose objects are text. */
export function textType(text: TextFormat): Pick<BucketType, 'text' | 'decode'> {
  return { text, decode: (content, writer, info) => text.open(info)(asText(content), writer) }
}
