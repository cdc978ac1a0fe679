// A page of several parts, or of one where somebody has no use for the others. Each has its own address (#payouts), so
// that the browser's back works and a part can be kept as a bookmark; the first one is shown where the address names none.
// The heading takes the focus when another comes.
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from "react";

function subscribeHash(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

interface PartsProps<Name extends string> {
  /** What the list of parts is called. */
  label: string;
  parts: readonly [Name, ...Name[]];
  titles: Record<Name, string>;
  children: (part: Name) => ReactNode;
}

export function Parts<Name extends string>({ label, parts, titles, children }: PartsProps<Name>) {
  const hash = useSyncExternalStore(subscribeHash, () => location.hash.slice(1));
  const part = parts.find((one) => one === hash) ?? parts[0];
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(part);
  useEffect(() => {
    if (before.current !== part) heading.current?.focus();
    before.current = part;
  }, [part]);
  return (
    <>
      {parts.length > 1 && (
        <nav className="money-nav no-print" aria-label={label}>
          <ul role="list">
            {parts.map((one) => (
              <li key={one}><a className="y-button" href={`#${one}`} aria-current={one === part ? "page" : undefined}>{titles[one]}</a></li>
            ))}
          </ul>
        </nav>
      )}
      <section aria-labelledby="part" className="printed">
        <h2 id="part" tabIndex={-1} ref={heading}>{titles[part]}</h2>
        {children(part)}
      </section>
    </>
  );
}
