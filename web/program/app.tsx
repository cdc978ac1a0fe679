// The programme officer's page: the people of her region who agree to be seen, and the region in numbers that tell of
// nobody.
import { useTexts } from "../ui-shared";
import { Door } from "../money/door";
import { Parts } from "../money/parts";
import { PeoplePart } from "./people";
import { ReportPart } from "./report";
import { texts } from "./texts";

const titles = { "zh-CN": "云客 · 项目进展", en: "Yunke · Programme" };
const shown = { people: PeoplePart, report: ReportPart };

export function ProgramPage() {
  const t = useTexts(texts);
  return (
    <Door roles={["officer"]} titles={titles} heading={t.page} signInHeading={t.signIn}>
      <Parts label={t.parts} parts={["people", "report"]} titles={t}>
        {(part) => {
          const Part = shown[part];
          return <Part />;
        }}
      </Parts>
    </Door>
  );
}
