// Compressed files made by other writers than the code under test.

/** By Python's bz2, level 1. */
export const BZIP2 = Buffer.from(
  'QlpoMTFBWSZTWfZk3IkAAcRZdQAQQAB/4CslCAAAQAAgCAAQADABlmAg0yBPUlTTAAqfgqGhoAAhVT0gDQGj1EgBfnWoKdICnAVRwFOAoOBJwF' +
    'FwLTTfbsYxjHzxRNU1RRTVURVRVFFVRUVUVVVNFBQRJGATBgkEwSN098ym/9np5r48NBtptO23x7jouTraxtt2mMb+wIiP/MAz3vm1XPMlVmDy' +
    'Z8gvNBmui8x47EIwERFg9MQJnMrCDUzARF6grZoVEDOobp5e3BIgO1GJRl9Eqe9BG3WvaBrkxcoIgYatAiJu6y0SJICSgOugrbgxqrNk3lbKFh' +
    'DVtaCnU5k3WCli2cvudkFXtghl8vhKBXsBEQQFdgV9ArsCvsFdgV+grkFcgrkFeYK/xdyRThQkPZk3IkA=',
  'base64',
)
export const BZIP2_TEXT = Array.from({ length: 60 }, (_, i) => `line ${i} café ☃ ${i * i}\n`).join('')

/** Put together by hand from the framing format: stream identifier, stored chunk, padding, compressed chunk. */
export const SNAPPY_FRAMED = Buffer.from(
  '/wYAAHNOYVBwWQEUAAB+cHsUc3RvcmVkIGFzIGl0IGlzCv4DAAAAAAAADwAAU829qBEMYWJjZC4EAAAK',
  'base64',
)
export const SNAPPY_FRAMED_TEXT = 'stored as it is\nabcdabcdabcdabcd\n'
