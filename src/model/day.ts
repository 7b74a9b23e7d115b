// A day as text → why no calendar has it. Loaded by the command line as well, which needs no schemas.

/**
 * Why a date or time in the right spelling names a day that no calendar has, such as `2028-02-30`; undefined for every
 * other text.
 */
export function noSuchDay(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:T|$)/.exec(text) ?? [];
  if (year === undefined || month === undefined) return undefined;
  if (Number(month) < 1 || Number(month) > 12) return `there is no month ${month}`;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) < 1 || Number(day) > days ? `${year}-${month} has ${days} days` : undefined;
}
