// Finds the page's named regions, remembers where focus was in each, and brings it back there. Regions are elements
// with `data-region`; one inside may bear `data-region-start`, where a first visit begins.
import { nextRegion, regionNames, type RegionName } from "../model/regions";

const focusable =
  'a[href], button:not([disabled]), input:not([disabled]):not([type="hidden"]), textarea:not([disabled]), [tabindex="0"]';

/** Class of everything that lies over the page and has focus for itself. */
export const overlayClass = "wb-overlay";

export class RegionFocus {
  private readonly last = new Map<RegionName, HTMLElement>();
  private lastRegion: RegionName | undefined;

  /** Call on every focus event of the page. */
  noteFocus(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return;
    const region = regionOf(target);
    if (!region) return;
    this.lastRegion = region;
    if (target !== regionElement(region)) this.last.set(region, target);
  }

  step(step: 1 | -1): RegionName | undefined {
    const current = document.activeElement ? regionOf(document.activeElement) : undefined;
    const next = nextRegion(current ?? this.lastRegionIfLost(), presentRegions(), step);
    return next && this.enter(next) ? next : undefined;
  }

  /** Focus to the last place in the region, or its start. False when the region is not there. */
  enter(name: RegionName, how: { fresh?: boolean } = {}): boolean {
    const region = regionElement(name);
    if (!region) return false;
    const remembered = how.fresh ? undefined : this.last.get(name);
    const start = region.querySelector<HTMLElement>("[data-region-start]");
    const place = [remembered, start].find((one) => one && isVisibleIn(one, region));
    (place ?? reachable(region)[0] ?? region).focus();
    return true;
  }

  /**
   * When the focused element has gone (an offer was taken, a chat ended), puts focus near where it was, so that the
   * keyboard is never left nowhere: on the region itself, never on a button, because whoever was typing at that moment
   * still types. Does nothing while something lies over the page.
   */
  rescue(): void {
    if (document.activeElement && document.activeElement !== document.body) return;
    if (!this.lastRegion || document.querySelector(`.${overlayClass}`)) return;
    const nearby: RegionName[] = this.lastRegion === "write" ? ["details", "chats"] : ["chats", "status"];
    for (const name of [this.lastRegion, ...nearby]) {
      const region = regionElement(name);
      if (region) return region.focus();
    }
  }

  private lastRegionIfLost(): RegionName | undefined {
    return document.activeElement === document.body ? this.lastRegion : undefined;
  }
}

export function regionElement(name: RegionName): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-region="${name}"]`);
}

function regionOf(element: Element): RegionName | undefined {
  const name = element.closest("[data-region]")?.getAttribute("data-region");
  return regionNames.find((one) => one === name);
}

function presentRegions(): Set<RegionName> {
  return new Set(regionNames.filter((name) => {
    const region = regionElement(name);
    return region !== null && reachable(region).length > 0;
  }));
}

function reachable(region: HTMLElement): HTMLElement[] {
  return [...region.querySelectorAll<HTMLElement>(focusable)]
    .filter((one) => isVisibleIn(one, region) && one.getAttribute("tabindex") !== "-1");
}

function isVisibleIn(element: HTMLElement, region: HTMLElement): boolean {
  return region.contains(element) && element.getClientRects().length > 0;
}
