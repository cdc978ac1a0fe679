// The order of the page's named regions for F6 and Shift+F6. Pure; hooks/useRegions.ts does the focusing.

/** At most six, in the order in which they stand on the page. */
export const regionNames = ["status", "offers", "chats", "details", "messages", "write"] as const;

export type RegionName = (typeof regionNames)[number];

/** The region to go to from `current` (undefined: focus is in none). Only those that `present` names are visited. */
export function nextRegion(
  current: RegionName | undefined, present: ReadonlySet<RegionName>, step: 1 | -1,
): RegionName | undefined {
  const count = regionNames.length;
  const start = current === undefined ? (step === 1 ? -1 : count) : regionNames.indexOf(current);
  for (let distance = 1; distance <= count; distance += 1) {
    const candidate = regionNames[(start + step * distance + count * 2) % count]!;
    if (present.has(candidate)) return candidate;
  }
  return undefined;
}
