import { cloudwatchLogs } from './cloudwatch-logs.ts'
import type { ServiceType } from './contract.ts'
import { inspector } from './inspector.ts'
import { inspectorClassic } from './inspector-classic.ts'

export const services = {
  cloudwatchlogs: cloudwatchLogs,
  inspector,
  'inspector-classic': inspectorClassic,
} as const satisfies Record<string, ServiceType>

export function findService(name: string): ServiceType | undefined {
  return Object.hasOwn(services, name) ? services[name as keyof typeof services] : undefined
}
