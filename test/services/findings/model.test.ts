import { describe, expect, test } from 'vitest'
import { ByteSink } from '../../../src/byte-sink.ts'
import { JsonReader } from '../../../src/json/reader.ts'
import { objectOf } from '../../../src/json/value.ts'
import { writeValue } from '../../../src/python/value.ts'
import { classicModel } from '../../../src/services/findings/classic-model.ts'
import { inspector2Model } from '../../../src/services/findings/inspector2-model.ts'
import { type FindingModel, orderFinding } from '../../../src/services/findings/model.ts'

function ordered(finding: string, model: FindingModel): string {
  const reader = new JsonReader()
  const sink = new ByteSink(256)
  writeValue(sink, orderFinding(objectOf(reader.tape, reader.document(Buffer.from(finding))), model))
  return sink.slice().toString()
}

describe('findings in the order of the service model', () => {
  test.each([
    ['members and nothing else', '{"type":"a","x":1,"findingArn":"b"}', '{"findingArn": "b", "type": "a"}'],
    [
      'structures in lists',
      '{"resources":[{"id":"i","zone":1,"type":"t"},{"id":"j"}]}',
      '{"resources": [{"type": "t", "id": "i"}, {"id": "j"}]}',
    ],
    [
      'the order of a map',
      '{"resources":[{"tags":{"b":"2","10":"1"}}]}',
      '{"resources": [{"tags": {"b": "2", "10": "1"}}]}',
    ],
    ['no nulls', '{"type":null,"remediation":{"recommendation":null}}', '{"remediation": {}}'],
    [
      'scores as floats, whole ones too',
      '{"inspectorScore":9,"epss":{"score":1e-5},"inspectorScoreDetails":{"adjustedCvss":{"score":-0}}}',
      '{"inspectorScore": 9.0, "inspectorScoreDetails": {"adjustedCvss": {"score": 0.0}}, "epss": {"score": 1e-05}}',
    ],
    [
      'scores in lists, as texts, and too large for digits',
      '{"packageVulnerabilityDetails":{"cvss":[{"baseScore":10},{"baseScore":"7"},{"baseScore":100000000000000000}]}}',
      '{"packageVulnerabilityDetails": {"cvss": [{"baseScore": 10.0}, {"baseScore": 7.0}, {"baseScore": 1e+17}]}}',
    ],
    [
      'what is no number as it is',
      '{"inspectorScore":"high","epss":{"score":""}}',
      '{"inspectorScore": "high", "epss": {"score": ""}}',
    ],
    [
      'ports, lines and counts as integers',
      '{"networkReachabilityDetails":{"openPortRange":{"begin":22.0,"end":65535}},"packageVulnerabilityDetails":{"vulnerablePackages":[{"epoch":"1"}]}}',
      '{"networkReachabilityDetails": {"openPortRange": {"begin": 22, "end": 65535}}, "packageVulnerabilityDetails": {"vulnerablePackages": [{"epoch": 1}]}}',
    ],
    [
      'lists of one as lists',
      '{"codeVulnerabilityDetails":{"cwes":["a"]}}',
      '{"codeVulnerabilityDetails": {"cwes": ["a"]}}',
    ],
    ['another shape than expected as it is', '{"resources":"none","epss":3}', '{"resources": "none", "epss": 3}'],
    [
      'times as Python shows them',
      '{"updatedAt":1704157933.5,"firstObservedAt":1704157931.123,"exploitabilityDetails":{"lastKnownExploitAt":0}}',
      '{"firstObservedAt": "2024-01-02 01:12:11.123000+00:00", "updatedAt": "2024-01-02T01:12:13Z", "exploitabilityDetails": {"lastKnownExploitAt": "1970-01-01 00:00:00+00:00"}}',
    ],
  ])('%s', (_, finding, expected) => {
    expect(ordered(finding, inspector2Model)).toBe(expected)
  })

  test('knows classic findings, whose numbers Python leaves as they are', () => {
    const finding =
      '{"numericSeverity":9,"createdAt":1704157933.5,"attributes":[{"value":"v","key":"k"}],"service":"Inspector","arn":"a"}'
    expect(ordered(finding, classicModel)).toBe(
      '{"arn": "a", "service": "Inspector", "numericSeverity": 9, "attributes": [{"key": "k", "value": "v"}], "createdAt": "2024-01-02T01:12:13Z"}',
    )
  })

  test.each([
    ['v2', inspector2Model],
    ['classic', classicModel],
  ])('names only shapes that exist: %s', (_, model: FindingModel) => {
    const known = new Set(['timestamp', 'double', 'integer', 'map', ...Object.keys(model)])
    const shapes = Object.values(model).flatMap((members) =>
      members.flatMap((member) => (typeof member === 'string' ? [] : [member[1]])),
    )
    expect(shapes.filter((shape) => !known.has(shape.replace(/^\[|\]$/g, '')))).toEqual([])
  })
})
