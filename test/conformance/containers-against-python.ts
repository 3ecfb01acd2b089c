import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { expand, MAX_LAYERS } from '../../src/objects/expand.ts'
import { CONTAINERS } from '../fuzz/containers.ts'
import { mutate, Random } from '../fuzz/mutate.ts'

// Compares our readers of gzip and zip with python3's on mutated files. By hand:
//   node test/conformance/containers-against-python.ts [how many of each, default 8000] [seed]

const PYTHON = `
import base64, gzip, hashlib, io, sys, zipfile
def read(kind, raw):
    if kind == 'gzip':
        return gzip.open(raw).read()
    archive = zipfile.ZipFile(raw)
    return archive.open([name for name in archive.namelist() if not name.endswith('/')][0]).read()
for line in sys.stdin:
    kind, text = line.split()
    try:
        print(hashlib.md5(read(kind, io.BytesIO(base64.b64decode(text)))).hexdigest())
    except Exception as cause:
        print('refused:', repr(cause))
`
const LIMIT = 8 * 2 ** 20
const [count = '8000', seed = '1'] = process.argv.slice(2)

/** A damaged directory of a zip file may declare sizes that Python does not look at. */
const ON_DAMAGE = /ends too early|expands to more|wrong checksum/

function ours(input: Uint8Array, key: string): string {
  try {
    return hash('md5', expand(input, key, LIMIT, MAX_LAYERS - 1))
  } catch (cause) {
    return `refused: ${(cause as Error).message}`
  }
}

/** Our reader of zip files trusts the checksum, Python's verifies names and versions, too. */
function isAllowed(kind: string, one: string, python: string): boolean {
  if (one.startsWith('refused') && python.startsWith('refused')) return true
  return kind === 'zip' && (python.startsWith('refused') || ON_DAMAGE.test(one))
}

let differences = 0
const random = new Random(Number(seed))
for (const { name, key, samples } of CONTAINERS.filter((made) => ['gzip', 'zip'].includes(made.name))) {
  const inputs = Array.from({ length: Number(count) }, () => mutate(random.of(samples), samples, random))
  const input = inputs.map((bytes) => `${name} ${bytes.toString('base64') || '='}\n`).join('')
  const { stdout } = spawnSync('python3', ['-c', PYTHON], { input, maxBuffer: 2 ** 30, encoding: 'utf8' })
  const answers = stdout.split('\n')
  for (const [n, bytes] of inputs.entries()) {
    const one = ours(bytes, key)
    const python = answers[n] ?? ''
    if (one === python || isAllowed(name, one, python)) continue
    differences++
    console.log(`${name}: ours ${one}, Python ${python}\n  ${bytes.toString('base64')}`)
  }
}
console.log(`${differences} differences`)
process.exitCode = differences === 0 ? 0 : 1
