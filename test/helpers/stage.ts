import { afterEach, beforeEach } from 'vitest'
import { DatagramSink, type SinkOptions } from './datagram-sink.ts'
import { type Home, makeHome } from './home.ts'
import { type LocalAws, startLocalAws } from './local-aws/index.ts'

/** A cloud, a home and the manager's queue. */
export interface Stage {
  aws: LocalAws
  home: Home
  sink: DatagramSink
}

/** Makes the stage of a test file, fresh for each test. @param config the config file of AWS */
export function freshStage(config = '[default]\nregion = us-east-1\n', options?: SinkOptions): Stage {
  return setStage({} as Stage, config, options)
}

/** Adds the stage to an object, fresh for each test. */
export function setStage<T extends Stage>(stage: T, config: string, options?: SinkOptions): T {
  beforeEach(async () => {
    stage.aws = await startLocalAws()
    stage.home = makeHome(stage.aws.url, { config })
    stage.sink = new DatagramSink(stage.home.socket, options)
  })
  afterEach(async () => {
    await stage.sink.close()
    await stage.aws.stop()
    stage.home.remove()
  })
  return stage
}
