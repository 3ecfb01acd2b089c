import { expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/program.ts'

test.each([
  '--secret_keyy XYZ',
  '--secret_keyy=XYZ',
  '--scret_key XYZ',
  '--sekret-key XYZ',
  '--secert_key XYZ',
  '--secret-ky XYZ',
  '--acces_key XYZ',
  '--session_token XYZ',
  '--aws-secret-access-key XYZ',
  '--sercet XYZ',
  '--no-such --secret_keyy XYZ',
])('%s is refused without its value', (line) => {
  const refused = () => parseArguments(['-b', 'bucket', ...line.split(' ')], {})
  expect(refused).toThrow(/unrecognized arguments: .*(=|--\S+ )\*{8}$/)
  expect(refused).not.toThrow(/XYZ/)
})

test.each(['--no-such XYZ', '--regionn XYZ', 'word --bukket=XYZ'])('%s is refused as it is', (line) => {
  expect(() => parseArguments(['-b', 'bucket', ...line.split(' ')], {})).toThrow(`unrecognized arguments: ${line}`)
})
