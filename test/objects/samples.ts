// Compressed files made by other writers than the code under test.

/** Put together by hand from the framing format: stream identifier, stored chunk, padding, compressed chunk. */
export const SNAPPY_FRAMED = Buffer.from(
  '/wYAAHNOYVBwWQEUAAB+cHsUc3RvcmVkIGFzIGl0IGlzCv4DAAAAAAAADwAAU829qBEMYWJjZC4EAAAK',
  'base64',
)
export const SNAPPY_FRAMED_TEXT = 'stored as it is\nabcdabcdabcdabcd\n'

/** As Firehose writes Hadoop's blocks: one block of one piece. */
export const SNAPPY_HADOOP = Buffer.from('AAAAEgAAABUS8BF7Im4iOiAxfQp7Im4iOiAyfQo=', 'base64')
export const SNAPPY_HADOOP_TEXT = '{"n": 1}\n{"n": 2}\n'
