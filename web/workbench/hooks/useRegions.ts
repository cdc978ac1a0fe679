// Keeps RegionFocus informed of where focus is, and lets it mend focus that was lost with its element.
import { useEffect, useState } from "react";
import { RegionFocus } from "./regionFocus";

export function useRegions(): RegionFocus {
  const [regions] = useState(() => new RegionFocus());
  useEffect(() => {
    const onFocus = (event: FocusEvent) => regions.noteFocus(event.target);
    let frame = 0;
    const onChange = () => {
      cancelAnimationFrame(frame);
      // Two frames: closing dialogs give focus back by themselves within one.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => regions.rescue());
      });
    };
    const observer = new MutationObserver(onChange);
    document.addEventListener("focusin", onFocus);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", onFocus);
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [regions]);
  return regions;
}
