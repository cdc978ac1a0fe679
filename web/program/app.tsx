// The programme officer's page: the people of her region who agree to be seen, and the region in numbers that tell of
// nobody. Each has its own address (#report), so that the browser's back works.
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTexts } from "../ui-shared";
import { Door } from "../money/door";
import { PeoplePart } from "./people";
import { ReportPart } from "./report";
import { texts } from "./texts";

const titles = { "zh-CN": "云客 · 项目进展", en: "Yunke · Programme" };
const parts = ["people", "report"] as const;
const shown = { people: PeoplePart, report: ReportPart };

function subscribeHash(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

function Parts() {
  const t = useTexts(texts);
  const hash = useSyncExternalStore(subscribeHash, () => location.hash.slice(1));
  const part = parts.find((one) => one === hash) ?? "people";
  const Part = shown[part];
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(part);
  useEffect(() => {
    if (before.current !== part) heading.current?.focus();
    before.current = part;
  }, [part]);
  return (
    <>
      <nav className="money-nav no-print" aria-label={t.parts}>
        <ul role="list">
          {parts.map((one) => (
            <li key={one}><a className="y-button" href={`#${one}`} aria-current={one === part ? "page" : undefined}>{t[one]}</a></li>
          ))}
        </ul>
      </nav>
      <section aria-labelledby="part" className="printed">
        <h2 id="part" tabIndex={-1} ref={heading}>{t[part]}</h2>
        <Part />
      </section>
    </>
  );
}

export function ProgramPage() {
  const t = useTexts(texts);
  return <Door role="officer" titles={titles} heading={t.page} signInHeading={t.signIn}><Parts /></Door>;
}
