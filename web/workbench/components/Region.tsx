// One of the page's named regions: a landmark with a heading, which F6 finds. Some headings are only heard, where the
// eye sees what it is and the small window needs the room.
import type { ReactNode } from "react";
import { VisuallyHidden } from "react-aria-components";
import type { RegionName } from "../model/regions";

interface RegionProps {
  name: RegionName;
  label: string;
  as?: "section" | "main" | "header";
  headingHidden?: boolean;
  className: string;
  children: ReactNode;
}

export function Region({ name, label, as: Element = "section", headingHidden = false, className, children }: RegionProps) {
  const heading = <h2>{label}</h2>;
  return (
    <Element data-region={name} aria-label={label} tabIndex={-1} className={`wb-region ${className}`}>
      {headingHidden ? <VisuallyHidden>{heading}</VisuallyHidden> : heading}
      {children}
    </Element>
  );
}
