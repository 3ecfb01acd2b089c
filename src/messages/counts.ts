/** @returns `1 file`, `2 files` */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** @returns `1 file`, `1,234 files` */
export const plural = (count: number, noun: string) => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`

/** @returns a whole number with its digits in groups: `1,234` */
export const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
