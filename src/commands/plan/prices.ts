/** Source and date of the list prices. */
export interface PriceList {
  readonly page: string
  /** `2026-02` */
  readonly date: string
  readonly region: string
  readonly storageClass: string
  /** Dollars for 1,000 requests. */
  readonly perThousand: Readonly<Record<keyof Requests, number>>
}

export interface Requests {
  readonly list: number
  readonly get: number
}

/** Most regions have these prices; in some they are up to 50 % higher. */
export const PRICES: PriceList = {
  page: 'https://aws.amazon.com/s3/pricing/',
  date: '2026-02',
  region: 'us-east-1',
  storageClass: 'S3 Standard',
  perThousand: { list: 0.005, get: 0.0004 },
}

/** @returns dollars */
export function priceOf({ list, get }: Requests, { perThousand }: PriceList): number {
  return (list * perThousand.list + get * perThousand.get) / 1000
}
