// Booking that the tax withheld was paid to the tax office.
import { useLanguage, useTexts } from "../ui-shared";
import { ConfirmButton } from "../money/confirm";
import { OutcomeLine, useDeed } from "../money/deed";
import { useVisit } from "../money/door";
import { yuanWords } from "../money/format";
import { texts } from "./texts";

export function TaxPart() {
  const t = useTexts(texts);
  const language = useLanguage();
  const { write } = useVisit();
  const deed = useDeed();
  const remit = () => deed.run(
    () => write<{ entry: number; agents: number; total_fen: number }>("/api/finance/tax/remit", {}),
    (body) => t.remitDone(body.agents, yuanWords(body.total_fen, language), body.entry),
  );
  return (
    <>
      <p>{t.taxHint}</p>
      <div className="tools">
        <ConfirmButton
          deed={deed} primary title={t.remitTitle} body={<p>{t.remitBody}</p>} confirm={t.remitConfirm} onConfirm={() => void remit()}
        >
          {t.remit}
        </ConfirmButton>
      </div>
      <OutcomeLine of={deed} />
    </>
  );
}
