// Conversations that have ended: found by what was said, shop, agent and day, and read; for a merchant also for how long
// hers are kept. For merchants about their own shops, for supervisors and administrators about all.
import { useTexts } from "../ui-shared";
import { Door, useVisit } from "../money/door";
import { Parts } from "../money/parts";
import { KeepPart } from "./keep";
import { SearchPart } from "./search";
import { texts } from "./texts";

const titles = { "zh-CN": "云客 · 会话记录", en: "Yunke · Past conversations" };
const shown = { search: SearchPart, keep: KeepPart };

function ArchiveParts() {
  const t = useTexts(texts);
  const { account } = useVisit();
  return (
    <Parts label={t.parts} parts={account.role === "merchant" ? ["search", "keep"] : ["search"]} titles={t}>
      {(part) => {
        const Part = shown[part];
        return <Part />;
      }}
    </Parts>
  );
}

export function ArchivePage() {
  const t = useTexts(texts);
  return (
    <Door roles={["merchant", "supervisor", "administrator"]} titles={titles} heading={t.page} signInHeading={t.signIn}>
      <ArchiveParts />
    </Door>
  );
}
